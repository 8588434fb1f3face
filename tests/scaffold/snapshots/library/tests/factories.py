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


def valid_book(client: TestClient) -> dict[str, Any]:
    """A body with every field; new rows where it refers to others."""
    number = next_number("book")
    return {
        "isbn": f"Isbn {number}",
        "title": f"Title {number}",
        "published_on": f"20{number % 100:02d}-01-31",
        "price": f"{number}.50",
    }


def new_book(client: TestClient, **changes: Any) -> dict[str, Any]:
    """A stored row."""
    return create(client, "/api/v1/books/", valid_book(client) | changes)


def valid_shelf(client: TestClient) -> dict[str, Any]:
    """A body with every field; new rows where it refers to others."""
    number = next_number("shelf")
    return {
        "label": f"Label {number}",
        "from_year": number,
        "to_year": 2147483647,
        "parent_id": None,
    }


def new_shelf(client: TestClient, **changes: Any) -> dict[str, Any]:
    """A stored row."""
    return create(client, "/api/v1/shelves/", valid_shelf(client) | changes)


def valid_reader(client: TestClient) -> dict[str, Any]:
    """A body with every field; new rows where it refers to others."""
    number = next_number("reader")
    return {
        "email": f"someone{number}@example.com",
        "password_hash": f"Password hash {number}",
        "settings": {"number": number},
    }


def new_reader(client: TestClient, **changes: Any) -> dict[str, Any]:
    """A stored row."""
    return create(client, "/api/v1/readers/", valid_reader(client) | changes)


def valid_volume(client: TestClient) -> dict[str, Any]:
    """A body with every field; new rows where it refers to others."""
    return {
        "state": "worn-out",
        "book_id": new_book(client)["isbn"],
        "shelf_id": new_shelf(client)["id"],
    }


def new_volume(client: TestClient, **changes: Any) -> dict[str, Any]:
    """A stored row."""
    return create(client, "/api/v1/volumes/", valid_volume(client) | changes)


def valid_loan() -> dict[str, Any]:
    """A body with every field; the path names both ends."""
    number = next_number("loan")
    return {
        "due_on": f"20{number % 100:02d}-01-31",
        "returned_at": f"20{number % 100:02d}-01-31T12:00:00Z",
    }


def new_loan(client: TestClient, **ends: Any) -> dict[str, Any]:
    """A stored link, to new rows where no others are named."""
    row: dict[str, Any] = {
        "reader_id": new_reader(client)["id"],
        "volume_id": new_volume(client)["id"],
    }
    row |= ends
    response = client.put(
        f"/api/v1/readers/{row['reader_id']}/loans/{row['volume_id']}",
        json=valid_loan(),
    )
    assert response.status_code == 201, response.text
    made: dict[str, Any] = response.json()
    return made
