"""The endpoints for notebooks."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.factories import create, new_note, new_notebook, valid_notebook

PATH = "/notebooks/"
UNKNOWN = 2**31 - 1


def test_what_is_created_can_be_read(client: TestClient) -> None:
    body = valid_notebook(client)
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
    row = new_notebook(client)
    response = client.patch(f"{PATH}{row['id']}", json={})
    assert response.json() == row
    changes = valid_notebook(client)
    changed = client.patch(f"{PATH}{row['id']}", json=changes).json()
    assert {name: changed[name] for name in changes} == changes
    assert client.get(f"{PATH}{row['id']}").json() == changed


def test_unknown_fields_are_refused(client: TestClient) -> None:
    body = valid_notebook(client) | {"no_such_field": 1}
    assert client.post(PATH, json=body).status_code == 422
    response = client.patch(f"{PATH}{UNKNOWN}", json={"no_such_field": 1})
    assert response.status_code == 422


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("title", "\x00"),
        ("title", "x" * 101),
    ],
    ids=lambda value: str(value)[:20],
)
def test_invalid_values_are_refused(client: TestClient, name: str, value: Any) -> None:
    body = valid_notebook(client) | {name: value}
    assert client.post(PATH, json=body).status_code == 422
    response = client.patch(f"{PATH}{UNKNOWN}", json={name: value})
    assert response.status_code == 422


@pytest.mark.parametrize("name", ["title"])
def test_null_is_refused(client: TestClient, name: str) -> None:
    body = valid_notebook(client) | {name: None}
    assert client.post(PATH, json=body).status_code == 422
    response = client.patch(f"{PATH}{UNKNOWN}", json={name: None})
    assert response.status_code == 422


@pytest.mark.parametrize("name", ["title"])
def test_a_required_field_cannot_be_left_out(client: TestClient, name: str) -> None:
    body = valid_notebook(client)
    del body[name]
    assert client.post(PATH, json=body).status_code == 422


@pytest.mark.parametrize("name", ["title"])
def test_a_duplicate_is_answered_with_409(client: TestClient, name: str) -> None:
    row = new_notebook(client)
    body = valid_notebook(client) | {name: row[name]}
    response = client.post(PATH, json=body)
    assert response.status_code == 409
    assert [one["loc"] for one in response.json()["detail"]] == [["body", name]]
    other = new_notebook(client)
    response = client.patch(f"{PATH}{other['id']}", json={name: row[name]})
    assert response.status_code == 409


def test_deleting_it_deletes_notes(client: TestClient) -> None:
    row = new_notebook(client)
    child = new_note(client, notebook_id=row["id"])
    response = client.delete(f"{PATH}{row['id']}")
    assert response.status_code == 204
    kept = client.get(f"/notes/{child['id']}")
    assert kept.status_code == 404


def test_a_delete_loads_no_notes(client: TestClient, statements: list[str]) -> None:
    alone = new_notebook(client)
    row = new_notebook(client)
    new_note(client, notebook_id=row["id"])
    statements.clear()
    assert client.delete(f"{PATH}{alone['id']}").status_code == 204
    without = len(statements)
    client.delete(f"{PATH}{row['id']}")
    assert len(statements) == 2 * without


def test_what_is_deleted_is_gone(client: TestClient) -> None:
    row = new_notebook(client)
    assert client.delete(f"{PATH}{row['id']}").status_code == 204
    assert client.get(f"{PATH}{row['id']}").status_code == 404
