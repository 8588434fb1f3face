"""The lists of readers: pages, order and filters."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.factories import new_reader

PATH = "/api/v1/readers/"


def walk(client: TestClient, **query: Any) -> list[dict[str, Any]]:
    """The rows of all pages that follow each other, one row a page."""
    found: list[dict[str, Any]] = []
    while True:
        page = client.get(PATH, params={"limit": 1} | query).json()
        found += page["items"]
        if page["next_cursor"] is None:
            return found
        query["cursor"] = page["next_cursor"]


def test_a_list_comes_in_pages(client: TestClient) -> None:
    rows = [new_reader(client) for _ in range(3)]
    ids = sorted(row["id"] for row in rows)
    page = client.get(PATH).json()
    assert [row["id"] for row in page["items"]] == ids
    assert page["total"] == 3
    assert page["next_cursor"] is None
    page = client.get(PATH, params={"limit": 1}).json()
    assert [row["id"] for row in page["items"]] == ids[:1]
    assert page["total"] == 3
    assert [row["id"] for row in walk(client)] == ids


@pytest.mark.parametrize(
    "query",
    [
        {"limit": 0},
        {"limit": 101},
        {"sort": ""},
        {"sort": "no_such_column"},
        {"sort": "id,-id"},
        {"no_such_parameter": 1},
    ],
    ids=str,
)
def test_a_senseless_query_is_answered_with_422(
    client: TestClient,
    query: dict[str, Any],
) -> None:
    assert client.get(PATH, params=query).status_code == 422


@pytest.mark.parametrize(
    "cursor", ["", "x", "é", "e30=", "bnVsbA==", "x" * 8001], ids=str
)
def test_a_bad_cursor_is_answered_with_422(client: TestClient, cursor: str) -> None:
    assert client.get(PATH, params={"cursor": cursor}).status_code == 422


def test_rows_that_are_added_shift_no_page(client: TestClient) -> None:
    first = [new_reader(client), new_reader(client)]
    page = client.get(PATH, params={"limit": 1}).json()
    new_reader(client)
    rows = page["items"] + walk(client, cursor=page["next_cursor"])
    ids = [row["id"] for row in rows]
    assert len(ids) == len(set(ids))
    assert {row["id"] for row in first} <= set(ids)


def test_a_longer_page_takes_no_more_statements(
    client: TestClient, statements: list[str]
) -> None:
    for _ in range(10):
        new_reader(client)
    counts = []
    for limit in (5, 10):
        statements.clear()
        assert len(client.get(PATH, params={"limit": limit}).json()["items"]) == limit
        counts.append(len(statements))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("id", str),
        ("email", str),
        ("created_at", str),
        ("updated_at", str),
    ],
)
def test_a_list_is_sorted(client: TestClient, name: str, read: Any) -> None:
    for _ in range(3):
        new_reader(client)
    rows = client.get(PATH, params={"sort": name}).json()["items"]
    values = [read(row[name]) for row in rows]
    assert values == sorted(values)
    assert len(set(values)) > 1
    down = client.get(PATH, params={"sort": f"-{name}"}).json()["items"]
    assert [read(row[name]) for row in down] == values[::-1]
    assert walk(client, sort=name) == rows
    assert walk(client, sort=f"-{name}") == down


@pytest.mark.parametrize(
    ("parameter", "name"),
    [
        ("email", "email"),
    ],
)
def test_a_list_is_filtered(client: TestClient, parameter: str, name: str) -> None:
    row = new_reader(client)
    new_reader(client)
    page = client.get(PATH, params={parameter: row[name]}).json()
    assert page["items"] == [row]
    assert page["total"] == 1


@pytest.mark.parametrize(
    ("least", "most", "name", "read"),
    [
        ("created_at_from", "created_at_to", "created_at", str),
        ("updated_at_from", "updated_at_to", "updated_at", str),
    ],
)
def test_a_list_is_narrowed_to_a_range(
    client: TestClient, least: str, most: str, name: str, read: Any
) -> None:
    rows = [new_reader(client), new_reader(client)]
    low, high = sorted(rows, key=lambda row: read(row[name]))
    assert client.get(PATH, params={least: high[name]}).json()["items"] == [high]
    assert client.get(PATH, params={most: low[name]}).json()["items"] == [low]


@pytest.mark.parametrize(
    "parameter",
    ["email", "created_at_from", "created_at_to", "updated_at_from", "updated_at_to"],
)
def test_a_senseless_filter_is_answered_with_422(
    client: TestClient,
    parameter: str,
) -> None:
    assert client.get(PATH, params={parameter: "\x00"}).status_code == 422
