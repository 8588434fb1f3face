"""The endpoints for volumes."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.factories import create, new_loan, new_volume, valid_volume

PATH = "/api/v1/volumes/"
UNKNOWN = "00000000-0000-4000-8000-000000000000"


def test_what_is_created_can_be_read(client: TestClient) -> None:
    body = valid_volume(client)
    row = create(client, PATH, body)
    assert {name: row[name] for name in body} == body
    assert client.get(f"{PATH}{row['id']}").json() == row


def test_an_unknown_id_is_answered_with_404(client: TestClient) -> None:
    assert client.get(f"{PATH}{UNKNOWN}").status_code == 404
    assert client.patch(f"{PATH}{UNKNOWN}", json={"version": 1}).status_code == 404
    assert client.delete(f"{PATH}{UNKNOWN}").status_code == 404


def test_an_impossible_id_is_answered_with_422(client: TestClient) -> None:
    assert client.get(f"{PATH}no-uuid").status_code == 422


def test_an_update_changes_what_it_names(client: TestClient) -> None:
    row = new_volume(client)
    response = client.patch(f"{PATH}{row['id']}", json={"version": row["version"]})
    assert response.json() == row
    changes = valid_volume(client)
    changed = client.patch(
        f"{PATH}{row['id']}", json={"version": row["version"]} | changes
    ).json()
    assert {name: changed[name] for name in changes} == changes
    assert client.get(f"{PATH}{row['id']}").json() == changed


def test_unknown_fields_are_refused(client: TestClient) -> None:
    body = valid_volume(client) | {"no_such_field": 1}
    assert client.post(PATH, json=body).status_code == 422
    response = client.patch(
        f"{PATH}{UNKNOWN}", json={"version": 1} | {"no_such_field": 1}
    )
    assert response.status_code == 422


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("state", "no such value"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_invalid_values_are_refused(client: TestClient, name: str, value: Any) -> None:
    body = valid_volume(client) | {name: value}
    assert client.post(PATH, json=body).status_code == 422
    response = client.patch(f"{PATH}{UNKNOWN}", json={"version": 1} | {name: value})
    assert response.status_code == 422


@pytest.mark.parametrize("name", ["state", "book_id"])
def test_null_is_refused(client: TestClient, name: str) -> None:
    body = valid_volume(client) | {name: None}
    assert client.post(PATH, json=body).status_code == 422
    response = client.patch(f"{PATH}{UNKNOWN}", json={"version": 1} | {name: None})
    assert response.status_code == 422


@pytest.mark.parametrize("name", ["book_id"])
def test_a_required_field_cannot_be_left_out(client: TestClient, name: str) -> None:
    body = valid_volume(client)
    del body[name]
    assert client.post(PATH, json=body).status_code == 422


@pytest.mark.parametrize(
    ("name", "default"),
    [
        ("state", "new"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_a_field_left_out_takes_its_default(
    client: TestClient, name: str, default: Any
) -> None:
    body = valid_volume(client)
    del body[name]
    assert create(client, PATH, body)[name] == default


@pytest.mark.parametrize(
    ("column", "unknown"),
    [
        ("book_id", "~"),
        ("shelf_id", 2**31 - 1),
    ],
    ids=lambda value: str(value)[:20],
)
def test_an_unknown_reference_is_answered_with_422(
    client: TestClient, column: str, unknown: Any
) -> None:
    body = valid_volume(client) | {column: unknown}
    assert client.post(PATH, json=body).status_code == 422
    row = new_volume(client)
    response = client.patch(
        f"{PATH}{row['id']}", json={"version": row["version"]} | {column: unknown}
    )
    assert response.status_code == 422


def test_it_is_listed_by_book_id(client: TestClient) -> None:
    row = new_volume(client)
    new_volume(client)
    found = client.get(PATH, params={"book_id": row["book_id"]}).json()
    assert found["items"] == [row]
    assert found["total"] == 1
    parent = row["book"]
    assert parent["isbn"] == row["book_id"]


def test_it_is_listed_by_shelf_id(client: TestClient) -> None:
    row = new_volume(client)
    new_volume(client)
    found = client.get(PATH, params={"shelf_id": row["shelf_id"]}).json()
    assert found["items"] == [row]
    assert found["total"] == 1
    parent = row["shelf"]
    assert parent["id"] == row["shelf_id"]


def test_deleting_it_deletes_readers(client: TestClient) -> None:
    row = new_volume(client)
    child = new_loan(client, volume_id=row["id"])
    response = client.delete(f"{PATH}{row['id']}")
    assert response.status_code == 204
    kept = client.get(
        f"/api/v1/readers/{child['reader_id']}/loans/{child['volume_id']}"
    )
    assert kept.status_code == 404


def test_a_delete_loads_no_readers(client: TestClient, statements: list[str]) -> None:
    alone = new_volume(client)
    row = new_volume(client)
    new_loan(client, volume_id=row["id"])
    statements.clear()
    assert client.delete(f"{PATH}{alone['id']}").status_code == 204
    without = len(statements)
    client.delete(f"{PATH}{row['id']}")
    assert len(statements) == 2 * without


def test_what_is_deleted_is_gone(client: TestClient) -> None:
    row = new_volume(client)
    assert client.delete(f"{PATH}{row['id']}").status_code == 204
    assert client.get(f"{PATH}{row['id']}").status_code == 404
