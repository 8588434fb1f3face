"""The endpoints for shelves."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.factories import create, new_shelf, new_volume, valid_shelf

PATH = "/api/v1/shelves/"
UNKNOWN = 2**31 - 1


def test_what_is_created_can_be_read(client: TestClient) -> None:
    body = valid_shelf(client)
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
    row = new_shelf(client)
    response = client.patch(f"{PATH}{row['id']}", json={})
    assert response.json() == row
    changes = valid_shelf(client)
    changed = client.patch(f"{PATH}{row['id']}", json=changes).json()
    assert {name: changed[name] for name in changes} == changes
    assert client.get(f"{PATH}{row['id']}").json() == changed


def test_unknown_fields_are_refused(client: TestClient) -> None:
    body = valid_shelf(client) | {"no_such_field": 1}
    assert client.post(PATH, json=body).status_code == 422
    response = client.patch(f"{PATH}{UNKNOWN}", json={"no_such_field": 1})
    assert response.status_code == 422


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("label", "\x00"),
        ("label", "x" * 21),
        ("from_year", -2147483649),
        ("from_year", 2147483648),
        ("to_year", -2147483649),
        ("to_year", 2147483648),
    ],
    ids=lambda value: str(value)[:20],
)
def test_invalid_values_are_refused(client: TestClient, name: str, value: Any) -> None:
    body = valid_shelf(client) | {name: value}
    assert client.post(PATH, json=body).status_code == 422
    response = client.patch(f"{PATH}{UNKNOWN}", json={name: value})
    assert response.status_code == 422


@pytest.mark.parametrize("name", ["label", "from_year", "to_year"])
def test_null_is_refused(client: TestClient, name: str) -> None:
    body = valid_shelf(client) | {name: None}
    assert client.post(PATH, json=body).status_code == 422
    response = client.patch(f"{PATH}{UNKNOWN}", json={name: None})
    assert response.status_code == 422


@pytest.mark.parametrize("name", ["label", "from_year", "to_year"])
def test_a_required_field_cannot_be_left_out(client: TestClient, name: str) -> None:
    body = valid_shelf(client)
    del body[name]
    assert client.post(PATH, json=body).status_code == 422


@pytest.mark.parametrize(
    "change",
    [
        {"from_year": 1, "to_year": 0},
    ],
    ids=lambda value: str(value)[:20],
)
def test_what_violates_a_check_is_answered_with_409(
    client: TestClient, change: dict[str, Any]
) -> None:
    body = valid_shelf(client) | change
    assert client.post(PATH, json=body).status_code == 409


@pytest.mark.parametrize(
    ("column", "unknown"),
    [
        ("parent_id", 2**31 - 1),
    ],
    ids=lambda value: str(value)[:20],
)
def test_an_unknown_reference_is_answered_with_422(
    client: TestClient, column: str, unknown: Any
) -> None:
    body = valid_shelf(client) | {column: unknown}
    assert client.post(PATH, json=body).status_code == 422
    row = new_shelf(client)
    response = client.patch(f"{PATH}{row['id']}", json={column: unknown})
    assert response.status_code == 422


def test_it_is_listed_by_parent_id(client: TestClient) -> None:
    other = new_shelf(client)
    row = new_shelf(client, parent_id=other["id"])
    new_shelf(client)
    found = client.get(PATH, params={"parent_id": row["parent_id"]}).json()
    assert found["items"] == [row]
    assert found["total"] == 1
    parent = row["parent"]
    assert parent["id"] == row["parent_id"]


def test_a_longer_page_loads_each_parent_at_once(
    client: TestClient, statements: list[str]
) -> None:
    for _ in range(4):
        new_shelf(client)
    others = [new_shelf(client)["id"] for _ in range(4)]
    rows = client.get(PATH).json()["items"]
    # Those that are on no page below.
    others = [row["id"] for row in rows[4:]]
    for row, other in zip(rows, others, strict=False):
        change = {"parent_id": other}
        response = client.patch(f"{PATH}{row['id']}", json=change)
        assert response.status_code == 200
    counts = []
    for limit in (2, 4):
        statements.clear()
        assert len(client.get(PATH, params={"limit": limit}).json()["items"]) == limit
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_it_is_never_its_own_ancestor_by_parent_id(client: TestClient) -> None:
    top = new_shelf(client)
    middle = new_shelf(client, parent_id=top["id"])
    low = new_shelf(client, parent_id=middle["id"])
    for row in (top, middle, low):
        change = {"parent_id": row["id"]}
        response = client.patch(f"{PATH}{top['id']}", json=change)
        assert response.status_code == 422
    change = {"parent_id": top["id"]}
    response = client.patch(f"{PATH}{low['id']}", json=change)
    assert response.status_code == 200


def test_deleting_it_keeps_volumes(client: TestClient) -> None:
    row = new_shelf(client)
    child = new_volume(client, shelf_id=row["id"])
    response = client.delete(f"{PATH}{row['id']}")
    assert response.status_code == 204
    kept = client.get(f"/api/v1/volumes/{child['id']}")
    assert kept.json()["shelf_id"] is None


def test_a_delete_loads_no_volumes(client: TestClient, statements: list[str]) -> None:
    alone = new_shelf(client)
    row = new_shelf(client)
    new_volume(client, shelf_id=row["id"])
    statements.clear()
    assert client.delete(f"{PATH}{alone['id']}").status_code == 204
    without = len(statements)
    client.delete(f"{PATH}{row['id']}")
    assert len(statements) == 2 * without


def test_deleting_it_keeps_children(client: TestClient) -> None:
    row = new_shelf(client)
    child = new_shelf(client, parent_id=row["id"])
    response = client.delete(f"{PATH}{row['id']}")
    assert response.status_code == 204
    kept = client.get(f"/api/v1/shelves/{child['id']}")
    assert kept.json()["parent_id"] is None


def test_a_delete_loads_no_children(client: TestClient, statements: list[str]) -> None:
    alone = new_shelf(client)
    row = new_shelf(client)
    new_shelf(client, parent_id=row["id"])
    statements.clear()
    assert client.delete(f"{PATH}{alone['id']}").status_code == 204
    without = len(statements)
    client.delete(f"{PATH}{row['id']}")
    assert len(statements) == 2 * without


def test_what_is_deleted_is_gone(client: TestClient) -> None:
    row = new_shelf(client)
    assert client.delete(f"{PATH}{row['id']}").status_code == 204
    assert client.get(f"{PATH}{row['id']}").status_code == 404
