"""The endpoints for loans."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.factories import new_loan, new_reader, new_volume, valid_loan


def link_of(reader: dict[str, Any], volume: dict[str, Any]) -> str:
    """The path of the link of two rows."""
    row = {"reader_id": reader["id"], "volume_id": volume["id"]}
    return f"/api/v1/readers/{row['reader_id']}/loans/{row['volume_id']}"


def test_the_first_put_attaches_and_the_next_replaces(client: TestClient) -> None:
    one = new_reader(client)
    other = new_volume(client)
    link = link_of(one, other)
    for status in (201, 200):
        body: dict[str, Any] = valid_loan()
        response = client.put(link, json=body)
        assert response.status_code == status
        row = client.get(link).json()
        assert row == response.json()
        assert {name: row[name] for name in body} == body


def test_links_are_listed_by_reader(client: TestClient) -> None:
    one = new_reader(client)
    rows = [new_loan(client, reader_id=one["id"]) for _ in range(3)]
    rows.sort(key=lambda row: row["volume_id"])
    new_loan(client)
    path = f"/api/v1/readers/{one['id']}/loans"
    assert client.get(path).json() == {"items": rows, "total": len(rows)}
    page = client.get(path, params={"offset": 1, "limit": 1}).json()
    assert page["items"] == rows[1:2]
    for query in ({"limit": 0}, {"limit": 101}, {"offset": -1}):
        assert client.get(path, params=query).status_code == 422
    unknown = "00000000-0000-4000-8000-000000000000"
    path = f"/api/v1/readers/{unknown}/loans"
    assert client.get(path).status_code == 404


def test_a_longer_page_by_reader_takes_no_more_statements(
    client: TestClient, statements: list[str]
) -> None:
    one = new_reader(client)
    for _ in range(10):
        new_loan(client, reader_id=one["id"])
    path = f"/api/v1/readers/{one['id']}/loans"
    counts = []
    for limit in (5, 10):
        statements.clear()
        assert len(client.get(path, params={"limit": limit}).json()["items"]) == limit
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_links_are_listed_by_volume(client: TestClient) -> None:
    one = new_volume(client)
    rows = [new_loan(client, volume_id=one["id"]) for _ in range(3)]
    rows.sort(key=lambda row: row["reader_id"])
    new_loan(client)
    path = f"/api/v1/volumes/{one['id']}/readers"
    assert client.get(path).json() == {"items": rows, "total": len(rows)}
    page = client.get(path, params={"offset": 1, "limit": 1}).json()
    assert page["items"] == rows[1:2]
    for query in ({"limit": 0}, {"limit": 101}, {"offset": -1}):
        assert client.get(path, params=query).status_code == 422
    unknown = "00000000-0000-4000-8000-000000000000"
    path = f"/api/v1/volumes/{unknown}/readers"
    assert client.get(path).status_code == 404


def test_a_longer_page_by_volume_takes_no_more_statements(
    client: TestClient, statements: list[str]
) -> None:
    one = new_volume(client)
    for _ in range(10):
        new_loan(client, volume_id=one["id"])
    path = f"/api/v1/volumes/{one['id']}/readers"
    counts = []
    for limit in (5, 10):
        statements.clear()
        assert len(client.get(path, params={"limit": limit}).json()["items"]) == limit
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_only_stored_rows_are_attached(client: TestClient) -> None:
    stored = new_loan(client)
    body = valid_loan()
    row = stored | {"reader_id": "00000000-0000-4000-8000-000000000000"}
    response = client.put(
        f"/api/v1/readers/{row['reader_id']}/loans/{row['volume_id']}", json=body
    )
    assert response.status_code == 404
    row = stored | {"volume_id": "00000000-0000-4000-8000-000000000000"}
    response = client.put(
        f"/api/v1/readers/{row['reader_id']}/loans/{row['volume_id']}", json=body
    )
    assert response.status_code == 404


def test_what_is_not_attached_is_answered_with_404(client: TestClient) -> None:
    one = new_reader(client)
    other = new_volume(client)
    link = link_of(one, other)
    assert client.get(link).status_code == 404
    assert client.patch(link, json={}).status_code == 404
    assert client.delete(link).status_code == 404


def test_an_update_changes_what_it_names(client: TestClient) -> None:
    row = new_loan(client)
    link = f"/api/v1/readers/{row['reader_id']}/loans/{row['volume_id']}"
    assert client.patch(link, json={}).json() == row
    changes: dict[str, Any] = valid_loan()
    changed = client.patch(link, json=changes).json()
    assert {name: changed[name] for name in changes} == changes
    assert client.get(link).json() == changed


def test_detaching_keeps_both_rows(client: TestClient) -> None:
    row = new_loan(client)
    link = f"/api/v1/readers/{row['reader_id']}/loans/{row['volume_id']}"
    assert client.delete(link).status_code == 204
    assert client.delete(link).status_code == 404
    reader = row["reader"]
    response = client.get(f"/api/v1/readers/{reader['id']}")
    assert response.status_code == 200
    volume = row["volume"]
    response = client.get(f"/api/v1/volumes/{volume['id']}")
    assert response.status_code == 200


@pytest.mark.parametrize("name", ["no_such_field", "reader_id"])
def test_unknown_fields_are_refused(client: TestClient, name: str) -> None:
    row = new_loan(client)
    link = f"/api/v1/readers/{row['reader_id']}/loans/{row['volume_id']}"
    body = valid_loan() | {name: row.get(name)}
    assert client.put(link, json=body).status_code == 422
    assert client.patch(link, json={name: row.get(name)}).status_code == 422


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("due_on", "no date"),
        ("returned_at", "2026-01-31T12:00:00"),
        ("returned_at", "9999-12-31T23:59:59-12:00"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_invalid_values_are_refused(client: TestClient, name: str, value: Any) -> None:
    row = new_loan(client)
    link = f"/api/v1/readers/{row['reader_id']}/loans/{row['volume_id']}"
    body = valid_loan() | {name: value}
    assert client.put(link, json=body).status_code == 422
    assert client.patch(link, json={name: value}).status_code == 422


@pytest.mark.parametrize("name", ["due_on"])
def test_null_is_refused(client: TestClient, name: str) -> None:
    row = new_loan(client)
    link = f"/api/v1/readers/{row['reader_id']}/loans/{row['volume_id']}"
    body = valid_loan() | {name: None}
    assert client.put(link, json=body).status_code == 422
    assert client.patch(link, json={name: None}).status_code == 422


@pytest.mark.parametrize("name", ["due_on"])
def test_a_required_field_cannot_be_left_out(client: TestClient, name: str) -> None:
    row = new_loan(client)
    body: dict[str, Any] = valid_loan()
    del body[name]
    response = client.put(
        f"/api/v1/readers/{row['reader_id']}/loans/{row['volume_id']}", json=body
    )
    assert response.status_code == 422


@pytest.mark.parametrize(
    ("name", "default"),
    [
        ("returned_at", None),
    ],
    ids=lambda value: str(value)[:20],
)
def test_a_field_left_out_takes_its_default(
    client: TestClient, name: str, default: Any
) -> None:
    row = new_loan(client)
    body: dict[str, Any] = valid_loan()
    del body[name]
    response = client.put(
        f"/api/v1/readers/{row['reader_id']}/loans/{row['volume_id']}", json=body
    )
    assert response.json()[name] == default
