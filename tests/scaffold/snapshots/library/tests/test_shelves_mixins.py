"""What rows of shelves have from mixins."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.factories import new_shelf, valid_shelf

PATH = "/api/v1/shelves/"


def changed(client: TestClient, row: dict[str, Any], user: str | None = None) -> Any:
    """The response to a change of everything that can change."""
    body = valid_shelf(client)
    headers = {"X-User": user} if user else {}
    return client.patch(f"{PATH}{row['id']}", json=body, headers=headers)


@pytest.mark.parametrize("name", ["created_by", "updated_by"])
def test_it_is_in_no_request(client: TestClient, name: str) -> None:
    row = new_shelf(client)
    body = valid_shelf(client) | {name: row.get(name)}
    assert client.post(PATH, json=body).status_code == 422
    if name != "version":
        body = {name: row.get(name)}
        response = client.patch(f"{PATH}{row['id']}", json=body)
        assert response.status_code == 422


def test_it_says_who_made_and_who_changed_a_row(client: TestClient) -> None:
    body = valid_shelf(client)
    row = client.post(PATH, json=body, headers={"X-User": "Ada"}).json()
    assert (row["created_by"], row["updated_by"]) == ("Ada", "Ada")
    after = changed(client, row, user="Grace").json()
    assert (after["created_by"], after["updated_by"]) == (row["created_by"], "Grace")


@pytest.mark.parametrize("user", ["x" * 101, ""], ids=len)
def test_an_impossible_user_is_refused(client: TestClient, user: str) -> None:
    body = valid_shelf(client)
    response = client.post(PATH, json=body, headers={"X-User": user})
    assert response.status_code == 422
