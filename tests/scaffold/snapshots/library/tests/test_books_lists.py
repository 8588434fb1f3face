"""The lists of books: pages, order and filters."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.factories import new_book

PATH = "/api/v1/books/"


def test_a_list_comes_in_pages(client: TestClient) -> None:
    rows = [new_book(client) for _ in range(3)]
    ids = sorted(row["isbn"] for row in rows)
    page = client.get(PATH).json()
    assert [row["isbn"] for row in page["items"]] == ids
    assert page["total"] == 3
    page = client.get(PATH, params={"offset": 1, "limit": 1}).json()
    assert [row["isbn"] for row in page["items"]] == ids[1:2]
    assert page["total"] == 3


@pytest.mark.parametrize(
    "query",
    [
        {"limit": 0},
        {"limit": 101},
        {"offset": -1},
        {"offset": 2**31},
        {"sort": ""},
        {"sort": "no_such_column"},
        {"sort": "isbn,-isbn"},
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
    ("name", "read"),
    [
        ("isbn", str),
        ("title", str),
        ("created_at", str),
        ("updated_at", str),
    ],
)
def test_a_list_is_sorted(client: TestClient, name: str, read: Any) -> None:
    for _ in range(3):
        new_book(client)
    rows = client.get(PATH, params={"sort": name}).json()["items"]
    values = [read(row[name]) for row in rows]
    assert values == sorted(values)
    assert len(set(values)) > 1
    down = client.get(PATH, params={"sort": f"-{name}"}).json()["items"]
    assert [read(row[name]) for row in down] == values[::-1]


@pytest.mark.parametrize(
    ("parameter", "name"),
    [
        ("title", "title"),
    ],
)
def test_a_list_is_filtered(client: TestClient, parameter: str, name: str) -> None:
    row = new_book(client)
    new_book(client)
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
    rows = [new_book(client), new_book(client)]
    low, high = sorted(rows, key=lambda row: read(row[name]))
    assert client.get(PATH, params={least: high[name]}).json()["items"] == [high]
    assert client.get(PATH, params={most: low[name]}).json()["items"] == [low]


@pytest.mark.parametrize(
    "parameter",
    ["title", "created_at_from", "created_at_to", "updated_at_from", "updated_at_to"],
)
def test_a_senseless_filter_is_answered_with_422(
    client: TestClient,
    parameter: str,
) -> None:
    assert client.get(PATH, params={parameter: "\x00"}).status_code == 422
