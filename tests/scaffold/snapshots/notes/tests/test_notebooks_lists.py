"""The lists of notebooks: pages, order and filters."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.factories import new_notebook

PATH = "/notebooks/"


def test_a_list_comes_in_pages(client: TestClient) -> None:
    rows = [new_notebook(client) for _ in range(3)]
    ids = sorted(row["id"] for row in rows)
    page = client.get(PATH).json()
    assert [row["id"] for row in page["items"]] == ids
    assert page["total"] == 3
    page = client.get(PATH, params={"offset": 1, "limit": 1}).json()
    assert [row["id"] for row in page["items"]] == ids[1:2]
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
    ("name", "read"),
    [
        ("id", int),
        ("title", str),
    ],
)
def test_a_list_is_sorted(client: TestClient, name: str, read: Any) -> None:
    for _ in range(3):
        new_notebook(client)
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
    row = new_notebook(client)
    new_notebook(client)
    page = client.get(PATH, params={parameter: row[name]}).json()
    assert page["items"] == [row]
    assert page["total"] == 1


@pytest.mark.parametrize("parameter", ["title"])
def test_a_senseless_filter_is_answered_with_422(
    client: TestClient,
    parameter: str,
) -> None:
    assert client.get(PATH, params={parameter: "\x00"}).status_code == 422
