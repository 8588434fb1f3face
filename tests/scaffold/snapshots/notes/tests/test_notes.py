"""The endpoints for notes."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.factories import create, new_note, valid_note

PATH = "/notes/"
UNKNOWN = 2**31 - 1


def test_what_is_created_can_be_read(client: TestClient) -> None:
    body = valid_note(client)
    row = create(client, PATH, body)
    assert {name: row[name] for name in body} == body
    assert client.get(f"{PATH}{row['id']}").json() == row


def test_an_unknown_id_is_answered_with_404(client: TestClient) -> None:
    assert client.get(f"{PATH}{UNKNOWN}").status_code == 404
    assert client.patch(f"{PATH}{UNKNOWN}", json={}).status_code == 404
    assert client.delete(f"{PATH}{UNKNOWN}").status_code == 404


def test_an_impossible_id_is_answered_with_422(client: TestClient) -> None:
    assert client.get(f"{PATH}{2**31}").status_code == 422


def test_an_update_changes_what_it_names(client: TestClient) -> None:
    row = new_note(client)
    response = client.patch(f"{PATH}{row['id']}", json={})
    assert response.json() == row
    changes = valid_note(client)
    changed = client.patch(f"{PATH}{row['id']}", json=changes).json()
    assert {name: changed[name] for name in changes} == changes
    assert client.get(f"{PATH}{row['id']}").json() == changed


def test_unknown_fields_are_refused(client: TestClient) -> None:
    body = valid_note(client) | {"no_such_field": 1}
    assert client.post(PATH, json=body).status_code == 422
    response = client.patch(f"{PATH}{UNKNOWN}", json={"no_such_field": 1})
    assert response.status_code == 422


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("text", "\x00"),
        ("pinned", "no truth value"),
        ("written_at", "2026-01-31T12:00:00"),
        ("written_at", "9999-12-31T23:59:59-12:00"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_invalid_values_are_refused(client: TestClient, name: str, value: Any) -> None:
    body = valid_note(client) | {name: value}
    assert client.post(PATH, json=body).status_code == 422
    response = client.patch(f"{PATH}{UNKNOWN}", json={name: value})
    assert response.status_code == 422


@pytest.mark.parametrize("name", ["text", "pinned", "written_at", "notebook_id"])
def test_null_is_refused(client: TestClient, name: str) -> None:
    body = valid_note(client) | {name: None}
    assert client.post(PATH, json=body).status_code == 422
    response = client.patch(f"{PATH}{UNKNOWN}", json={name: None})
    assert response.status_code == 422


@pytest.mark.parametrize("name", ["text", "notebook_id"])
def test_a_required_field_cannot_be_left_out(client: TestClient, name: str) -> None:
    body = valid_note(client)
    del body[name]
    assert client.post(PATH, json=body).status_code == 422


@pytest.mark.parametrize(
    ("name", "default"),
    [
        ("pinned", False),
    ],
    ids=lambda value: str(value)[:20],
)
def test_a_field_left_out_takes_its_default(
    client: TestClient, name: str, default: Any
) -> None:
    body = valid_note(client)
    del body[name]
    assert create(client, PATH, body)[name] == default


@pytest.mark.parametrize("name", ["written_at"])
def test_moments_come_back_in_utc(client: TestClient, name: str) -> None:
    row = new_note(client)
    change = {name: "2026-01-31T12:00:00+02:00"}
    changed = client.patch(f"{PATH}{row['id']}", json=change).json()
    assert changed[name] == "2026-01-31T10:00:00Z"


@pytest.mark.parametrize(
    ("column", "unknown"),
    [
        ("notebook_id", 2**31 - 1),
    ],
    ids=lambda value: str(value)[:20],
)
def test_an_unknown_reference_is_answered_with_422(
    client: TestClient, column: str, unknown: Any
) -> None:
    body = valid_note(client) | {column: unknown}
    assert client.post(PATH, json=body).status_code == 422
    row = new_note(client)
    response = client.patch(f"{PATH}{row['id']}", json={column: unknown})
    assert response.status_code == 422


def test_it_is_listed_by_notebook_id(client: TestClient) -> None:
    row = new_note(client)
    new_note(client)
    found = client.get(PATH, params={"notebook_id": row["notebook_id"]}).json()
    assert found["items"] == [row]
    assert found["total"] == 1
    parent = row["notebook"]
    assert parent["id"] == row["notebook_id"]


def test_what_is_deleted_is_gone(client: TestClient) -> None:
    row = new_note(client)
    assert client.delete(f"{PATH}{row['id']}").status_code == 204
    assert client.get(f"{PATH}{row['id']}").status_code == 404
