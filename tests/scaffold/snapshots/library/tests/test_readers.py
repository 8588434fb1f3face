"""The endpoints for readers."""

from typing import Any
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine
from sqlmodel import Session

from app import models
from tests.factories import create, new_loan, new_reader, valid_reader

PATH = "/api/v1/readers/"
UNKNOWN = "00000000-0000-4000-8000-000000000000"
SECRET = {"password_hash"}


def test_what_is_created_can_be_read(client: TestClient) -> None:
    body = valid_reader(client)
    row = create(client, PATH, body)
    assert row.keys().isdisjoint(SECRET)
    body = {name: body[name] for name in body.keys() - SECRET}
    assert {name: row[name] for name in body} == body
    assert client.get(f"{PATH}{row['id']}").json() == row


def test_an_unknown_id_is_answered_with_404(client: TestClient) -> None:
    assert client.get(f"{PATH}{UNKNOWN}").status_code == 404
    assert client.patch(f"{PATH}{UNKNOWN}", json={}).status_code == 404
    assert client.delete(f"{PATH}{UNKNOWN}").status_code == 404


def test_an_impossible_id_is_answered_with_422(client: TestClient) -> None:
    assert client.get(f"{PATH}no-uuid").status_code == 422


def test_an_update_changes_what_it_names(client: TestClient) -> None:
    row = new_reader(client)
    response = client.patch(f"{PATH}{row['id']}", json={})
    assert response.json() == row
    changes = valid_reader(client)
    changed = client.patch(f"{PATH}{row['id']}", json=changes).json()
    assert changed.keys().isdisjoint(SECRET)
    changes = {name: changes[name] for name in changes.keys() - SECRET}
    assert {name: changed[name] for name in changes} == changes
    assert client.get(f"{PATH}{row['id']}").json() == changed


def test_unknown_fields_are_refused(client: TestClient) -> None:
    body = valid_reader(client) | {"no_such_field": 1}
    assert client.post(PATH, json=body).status_code == 422
    response = client.patch(f"{PATH}{UNKNOWN}", json={"no_such_field": 1})
    assert response.status_code == 422


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("email", "no address"),
        ("email", "a@\x00"),
        ("password_hash", "\x00"),
        ("password_hash", "x" * 201),
        ("settings", []),
        ("settings", {"nested": ["\x00"]}),
    ],
    ids=lambda value: str(value)[:20],
)
def test_invalid_values_are_refused(client: TestClient, name: str, value: Any) -> None:
    body = valid_reader(client) | {name: value}
    assert client.post(PATH, json=body).status_code == 422
    response = client.patch(f"{PATH}{UNKNOWN}", json={name: value})
    assert response.status_code == 422


@pytest.mark.parametrize("name", ["email", "password_hash", "settings"])
def test_null_is_refused(client: TestClient, name: str) -> None:
    body = valid_reader(client) | {name: None}
    assert client.post(PATH, json=body).status_code == 422
    response = client.patch(f"{PATH}{UNKNOWN}", json={name: None})
    assert response.status_code == 422


@pytest.mark.parametrize("name", ["email", "password_hash"])
def test_a_required_field_cannot_be_left_out(client: TestClient, name: str) -> None:
    body = valid_reader(client)
    del body[name]
    assert client.post(PATH, json=body).status_code == 422


@pytest.mark.parametrize(
    ("name", "default"),
    [
        ("settings", {}),
    ],
    ids=lambda value: str(value)[:20],
)
def test_a_field_left_out_takes_its_default(
    client: TestClient, name: str, default: Any
) -> None:
    body = valid_reader(client)
    del body[name]
    assert create(client, PATH, body)[name] == default


@pytest.mark.parametrize("name", ["email"])
def test_a_duplicate_is_answered_with_409(client: TestClient, name: str) -> None:
    row = new_reader(client)
    body = valid_reader(client) | {name: row[name]}
    response = client.post(PATH, json=body)
    assert response.status_code == 409
    assert [one["loc"] for one in response.json()["detail"]] == [["body", name]]
    other = new_reader(client)
    response = client.patch(f"{PATH}{other['id']}", json={name: row[name]})
    assert response.status_code == 409


def test_a_secret_is_stored_and_in_no_response(
    client: TestClient, engine: Engine
) -> None:
    row = new_reader(client)
    assert row.keys().isdisjoint(SECRET)
    [listed] = client.get(PATH).json()["items"]
    assert listed.keys().isdisjoint(SECRET)
    assert client.get(f"{PATH}{row['id']}").json().keys().isdisjoint(SECRET)
    with Session(engine) as session:
        stored = session.get_one(models.Reader, UUID(row["id"]))
        assert None not in [getattr(stored, name) for name in SECRET]


@pytest.mark.parametrize("name", ["settings"])
def test_a_change_inside_a_document_is_saved(
    client: TestClient, engine: Engine, name: str
) -> None:
    row = new_reader(client)
    with Session(engine) as session:
        stored = session.get_one(models.Reader, UUID(row["id"]))
        getattr(stored, name)["added"] = True
        session.commit()
    assert client.get(f"{PATH}{row['id']}").json()[name]["added"] is True


def test_deleting_it_deletes_loans(client: TestClient) -> None:
    row = new_reader(client)
    child = new_loan(client, reader_id=row["id"])
    response = client.delete(f"{PATH}{row['id']}")
    assert response.status_code == 204
    kept = client.get(
        f"/api/v1/readers/{child['reader_id']}/loans/{child['volume_id']}"
    )
    assert kept.status_code == 404


def test_a_delete_loads_no_loans(client: TestClient, statements: list[str]) -> None:
    alone = new_reader(client)
    row = new_reader(client)
    new_loan(client, reader_id=row["id"])
    statements.clear()
    assert client.delete(f"{PATH}{alone['id']}").status_code == 204
    without = len(statements)
    client.delete(f"{PATH}{row['id']}")
    assert len(statements) == 2 * without


def test_it_carries_its_loans(client: TestClient) -> None:
    row = new_reader(client)
    child = new_loan(client, reader_id=row["id"])
    row = client.get(f"{PATH}{row['id']}").json()
    assert [(one["reader_id"], one["volume_id"]) for one in row["loans"]] == [
        (child["reader_id"], child["volume_id"])
    ]


def test_what_is_deleted_is_gone(client: TestClient) -> None:
    row = new_reader(client)
    assert client.delete(f"{PATH}{row['id']}").status_code == 204
    assert client.get(f"{PATH}{row['id']}").status_code == 404
