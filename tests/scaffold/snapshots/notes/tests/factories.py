"""Valid request bodies, and rows made through the API."""

from collections import Counter
from typing import Any

from fastapi.testclient import TestClient

numbers: Counter[str] = Counter()


def next_number(kind: str) -> int:
    """Count up, so that unique values differ."""
    numbers[kind] += 1
    return numbers[kind]


def create(client: TestClient, path: str, body: dict[str, Any]) -> dict[str, Any]:
    """The row that the API makes of a body."""
    response = client.post(path, json=body)
    assert response.status_code == 201, response.text
    row: dict[str, Any] = response.json()
    return row


def valid_notebook(client: TestClient) -> dict[str, Any]:
    """A body with every field; new rows where it refers to others."""
    number = next_number("notebook")
    return {
        "title": f"Title {number}",
    }


def new_notebook(client: TestClient, **changes: Any) -> dict[str, Any]:
    """A stored row."""
    return create(client, "/notebooks/", valid_notebook(client) | changes)


def valid_note(client: TestClient) -> dict[str, Any]:
    """A body with every field; new rows where it refers to others."""
    number = next_number("note")
    return {
        "text": f"Text {number}",
        "pinned": True,
        "written_at": f"20{number % 100:02d}-01-31T12:00:00Z",
        "notebook_id": new_notebook(client)["id"],
    }


def new_note(client: TestClient, **changes: Any) -> dict[str, Any]:
    """A stored row."""
    return create(client, "/notes/", valid_note(client) | changes)
