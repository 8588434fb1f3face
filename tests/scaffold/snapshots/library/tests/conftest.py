"""A new database for every test."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, event
from sqlmodel import create_engine

from app.database import ON_CONNECT, get_engine, with_driver
from app.main import app
from app.models import metadata

# What the tests themselves use: they have no event loop.
SYNCHRONOUS = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg"}


@pytest.fixture
def address(tmp_path: Path) -> str:
    """A new SQLite file; a PostgreSQL URL runs the same tests there."""
    return os.environ.get("TEST_DATABASE_URL", f"sqlite:///{tmp_path}/test.db")


@pytest.fixture
def engine(address: str) -> Iterator[Engine]:
    """An engine beside the application's, whose database has empty tables."""
    url = with_driver(address)
    kind = url.get_backend_name()
    engine = create_engine(url.set(drivername=SYNCHRONOUS[kind]))
    event.listen(engine, "connect", ON_CONNECT[kind])
    metadata.create_all(engine)
    yield engine
    metadata.drop_all(engine)
    engine.dispose()


@pytest.fixture
def client(
    engine: Engine, address: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[TestClient]:
    """A client of the application on that database, with one event loop."""
    monkeypatch.setenv("DATABASE_URL", address)
    get_engine.cache_clear()
    with TestClient(app) as client:
        yield client
    get_engine.cache_clear()


@pytest.fixture
def statements(client: TestClient) -> Iterator[list[str]]:
    """The SQL statements that the application sends, as it sends them."""
    engine = get_engine().sync_engine
    sent: list[str] = []

    def record(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        sent.append(statement)

    event.listen(engine, "before_cursor_execute", record)
    yield sent
    event.remove(engine, "before_cursor_execute", record)
