"""The engine, the tables and the session of a request."""

import os
from collections.abc import Iterator
from functools import cache
from typing import Annotated, Any

from fastapi import Depends
from sqlalchemy import Engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.pool import StaticPool
from sqlmodel import Session, create_engine

from app.models import metadata

DEFAULT_URL = "sqlite:///notes.db"
# The drivers of this project, for a URL that names none.
DRIVERS = {
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
}


def database_url() -> str:
    """The URL of the database, from the environment."""
    return os.environ.get("DATABASE_URL", DEFAULT_URL)


def with_driver(address: str) -> URL:
    """A database URL that names its driver."""
    url = make_url(address)
    return url.set(drivername=DRIVERS.get(url.drivername, url.drivername))


def pool_options(url: URL) -> dict[str, Any]:
    """The engine options that suit a database."""
    if url.get_backend_name() != "sqlite":
        return {
            "pool_size": 5,
            "max_overflow": 5,
            "pool_timeout": 10,
            "pool_recycle": 1800,
            "pool_pre_ping": True,
        }
    options: dict[str, Any] = {"connect_args": {"check_same_thread": False}}
    if url.database in (None, "", ":memory:"):
        # A memory database lives in one connection: every session shares it.
        options["poolclass"] = StaticPool
    return options


def set_pragmas(connection: Any, _record: Any) -> None:
    """Make a new SQLite connection enforce foreign keys and wait for locks."""
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA busy_timeout = 5000")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.close()


def limit_statements(connection: Any, _record: Any) -> None:
    """Make a new PostgreSQL connection give up on what takes too long."""
    cursor = connection.cursor()
    cursor.execute("SET statement_timeout = '30s'")
    cursor.execute("SET idle_in_transaction_session_timeout = '60s'")
    cursor.close()
    connection.commit()


ON_CONNECT = {"sqlite": set_pragmas, "postgresql": limit_statements}


def make_engine(address: str) -> Engine:
    """An engine for a database URL."""
    url = with_driver(address)
    engine = create_engine(url, **pool_options(url))
    if engine.dialect.name in ON_CONNECT:
        event.listen(engine, "connect", ON_CONNECT[engine.dialect.name])
    return engine


@cache
def get_engine() -> Engine:
    """The engine of the application, made when it is first needed."""
    return make_engine(database_url())


def create_tables(engine: Engine) -> None:
    """Create the tables that do not exist yet."""
    metadata.create_all(engine)


def get_session() -> Iterator[Session]:
    """The session of a request; what is not committed is rolled back."""
    with Session(get_engine(), expire_on_commit=False) as session:
        yield session


# With scope="function" the session is closed before the response is sent.
SessionDep = Annotated[Session, Depends(get_session, scope="function")]
