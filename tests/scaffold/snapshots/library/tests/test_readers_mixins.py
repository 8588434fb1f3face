"""What rows of readers have from mixins."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.factories import new_reader, valid_reader

PATH = "/api/v1/readers/"


def changed(client: TestClient, row: dict[str, Any], user: str | None = None) -> Any:
    """The response to a change of everything that can change."""
    body = valid_reader(client)
    headers = {"X-User": user} if user else {}
    return client.patch(f"{PATH}{row['id']}", json=body, headers=headers)


@pytest.mark.parametrize("name", ["created_at", "updated_at"])
def test_it_is_in_no_request(client: TestClient, name: str) -> None:
    row = new_reader(client)
    body = valid_reader(client) | {name: row.get(name)}
    assert client.post(PATH, json=body).status_code == 422
    if name != "version":
        body = {name: row.get(name)}
        response = client.patch(f"{PATH}{row['id']}", json=body)
        assert response.status_code == 422


def test_it_says_when_a_row_was_made_and_changed(client: TestClient) -> None:
    row = new_reader(client)
    assert row["created_at"].endswith("Z")
    assert row["updated_at"].endswith("Z")
    after = changed(client, row).json()
    assert after["created_at"] == row["created_at"]
    assert after["updated_at"] > row["updated_at"]
