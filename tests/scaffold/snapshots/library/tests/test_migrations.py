"""The migrations: they lead to the tables of the models, and back."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, create_engine, inspect

from app.database import with_driver
from tests.conftest import SYNCHRONOUS

ALEMBIC = Config(Path(__file__).parents[1] / "alembic.ini")


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """An empty database, which is the one that migrations see."""
    address = os.environ.get("TEST_DATABASE_URL", f"sqlite:///{tmp_path}/migrated.db")
    monkeypatch.setenv("DATABASE_URL", address)
    url = with_driver(address)
    url = url.set(drivername=SYNCHRONOUS[url.get_backend_name()])
    engine = create_engine(url)
    yield engine
    command.downgrade(ALEMBIC, "base")
    engine.dispose()


def test_migrations_make_the_tables_of_the_models(database: Engine) -> None:
    command.upgrade(ALEMBIC, "head")
    command.check(ALEMBIC)


def test_migrations_lead_back_and_forth(database: Engine) -> None:
    command.upgrade(ALEMBIC, "head")
    command.downgrade(ALEMBIC, "base")
    assert inspect(database).get_table_names() == ["alembic_version"]
    command.upgrade(ALEMBIC, "head")
    command.check(ALEMBIC)
