"""What rows of volumes have from mixins."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.factories import new_volume, valid_volume

PATH = "/api/v1/volumes/"


def changed(client: TestClient, row: dict[str, Any], user: str | None = None) -> Any:
    """The response to a change of everything that can change."""
    body = valid_volume(client)
    body["version"] = row["version"]
    headers = {"X-User": user} if user else {}
    return client.patch(f"{PATH}{row['id']}", json=body, headers=headers)


@pytest.mark.parametrize("name", ["version"])
def test_it_is_in_no_request(client: TestClient, name: str) -> None:
    row = new_volume(client)
    body = valid_volume(client) | {name: row.get(name)}
    assert client.post(PATH, json=body).status_code == 422
    if name != "version":
        body = {"version": row["version"]} | {name: row.get(name)}
        response = client.patch(f"{PATH}{row['id']}", json=body)
        assert response.status_code == 422


def test_a_change_must_name_the_version(client: TestClient) -> None:
    row = new_volume(client)
    assert row["version"] == 1
    assert client.patch(f"{PATH}{row['id']}", json={}).status_code == 422
    response = client.patch(f"{PATH}{row['id']}", json={"version": 2})
    assert response.status_code == 409
