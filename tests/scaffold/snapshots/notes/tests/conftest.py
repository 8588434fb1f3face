"""A new database for every test."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, event
from sqlmodel import Session

from app.database import create_tables, get_session, make_engine
from app.main import app
from app.models import metadata

# A memory database; a PostgreSQL URL runs the same tests there.
TEST_URL = os.environ.get("TEST_DATABASE_URL", "sqlite://")


@pytest.fixture
def engine() -> Iterator[Engine]:
    """An engine whose database has empty tables."""
    engine = make_engine(TEST_URL)
    create_tables(engine)
    yield engine
    metadata.drop_all(engine)
    engine.dispose()


@pytest.fixture
def client(engine: Engine) -> Iterator[TestClient]:
    """A client of the application on that database."""

    def get_test_session() -> Iterator[Session]:
        with Session(engine, expire_on_commit=False) as session:
            yield session

    app.dependency_overrides[get_session] = get_test_session
    yield TestClient(app)
    app.dependency_overrides.clear()


@pytest.fixture
def statements(engine: Engine) -> Iterator[list[str]]:
    """The SQL statements that are sent, as they are sent."""
    sent: list[str] = []

    def record(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        sent.append(statement)

    event.listen(engine, "before_cursor_execute", record)
    yield sent
    event.remove(engine, "before_cursor_execute", record)
