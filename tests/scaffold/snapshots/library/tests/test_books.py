"""The endpoints for books."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.factories import create, new_book, new_volume, valid_book

PATH = "/api/v1/books/"
UNKNOWN = "~"
KEY = {"isbn"}


def address(row: dict[str, Any]) -> str:
    """The path of a row."""
    return f"{PATH}{row['isbn']}"


def test_what_is_created_can_be_read(client: TestClient) -> None:
    body = valid_book(client)
    row = create(client, PATH, body)
    assert {name: row[name] for name in body} == body
    assert client.get(address(row)).json() == row


def test_an_unknown_id_is_answered_with_404(client: TestClient) -> None:
    assert client.get(f"{PATH}{UNKNOWN}").status_code == 404
    assert client.patch(f"{PATH}{UNKNOWN}", json={}).status_code == 404
    assert client.delete(f"{PATH}{UNKNOWN}").status_code == 404


def test_an_impossible_id_is_answered_with_422(client: TestClient) -> None:
    assert client.get(f"{PATH}%00").status_code == 422


def test_an_update_changes_what_it_names(client: TestClient) -> None:
    row = new_book(client)
    response = client.patch(address(row), json={})
    assert response.json() == row
    changes = valid_book(client)
    changes = {name: changes[name] for name in changes.keys() - KEY}
    changed = client.patch(address(row), json=changes).json()
    assert {name: changed[name] for name in changes} == changes
    assert client.get(address(row)).json() == changed


def test_unknown_fields_are_refused(client: TestClient) -> None:
    body = valid_book(client) | {"no_such_field": 1}
    assert client.post(PATH, json=body).status_code == 422
    response = client.patch(f"{PATH}{UNKNOWN}", json={"no_such_field": 1})
    assert response.status_code == 422


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("isbn", "\x00"),
        ("isbn", "x" * 14),
        ("title", "\x00"),
        ("title", "x" * 201),
        ("published_on", "no date"),
        ("price", "1" + "0" * 12),
        ("price", "0.001"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_invalid_values_are_refused(client: TestClient, name: str, value: Any) -> None:
    body = valid_book(client) | {name: value}
    assert client.post(PATH, json=body).status_code == 422
    response = client.patch(f"{PATH}{UNKNOWN}", json={name: value})
    assert response.status_code == 422


@pytest.mark.parametrize("name", ["isbn", "title", "price"])
def test_null_is_refused(client: TestClient, name: str) -> None:
    body = valid_book(client) | {name: None}
    assert client.post(PATH, json=body).status_code == 422
    response = client.patch(f"{PATH}{UNKNOWN}", json={name: None})
    assert response.status_code == 422


@pytest.mark.parametrize("name", ["isbn", "title"])
def test_a_required_field_cannot_be_left_out(client: TestClient, name: str) -> None:
    body = valid_book(client)
    del body[name]
    assert client.post(PATH, json=body).status_code == 422


@pytest.mark.parametrize(
    ("name", "default"),
    [
        ("published_on", None),
        ("price", "0.00"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_a_field_left_out_takes_its_default(
    client: TestClient, name: str, default: Any
) -> None:
    body = valid_book(client)
    del body[name]
    assert create(client, PATH, body)[name] == default


@pytest.mark.parametrize("names", [["isbn"]], ids=str)
def test_what_is_taken_together_is_answered_with_409(
    client: TestClient, names: list[str]
) -> None:
    taken = valid_book(client)
    create(client, PATH, taken)
    body = valid_book(client)
    body |= {name: taken[name] for name in names}
    response = client.post(PATH, json=body)
    assert response.status_code == 409
    assert [one["loc"][1] for one in response.json()["detail"]] == names


@pytest.mark.parametrize("name", sorted(KEY))
def test_the_key_never_changes(client: TestClient, name: str) -> None:
    row = new_book(client)
    change = {name: valid_book(client)[name]}
    response = client.patch(address(row), json=change)
    assert response.status_code == 422
    assert client.get(address(row)).json() == row


def test_deleting_it_deletes_volumes(client: TestClient) -> None:
    row = new_book(client)
    child = new_volume(client, book_id=row["isbn"])
    response = client.delete(address(row))
    assert response.status_code == 204
    kept = client.get(f"/api/v1/volumes/{child['id']}")
    assert kept.status_code == 404


def test_a_delete_loads_no_volumes(client: TestClient, statements: list[str]) -> None:
    alone = new_book(client)
    row = new_book(client)
    new_volume(client, book_id=row["isbn"])
    statements.clear()
    assert client.delete(f"{PATH}{alone['isbn']}").status_code == 204
    without = len(statements)
    client.delete(f"{PATH}{row['isbn']}")
    assert len(statements) == 2 * without


def test_what_is_deleted_is_gone(client: TestClient) -> None:
    row = new_book(client)
    assert client.delete(address(row)).status_code == 204
    assert client.get(address(row)).status_code == 404
