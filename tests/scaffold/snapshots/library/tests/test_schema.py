"""The tables as the database has them."""

import pytest
from sqlalchemy import Engine, inspect

from app.models import metadata

INDEXED = [
    ("books", "isbn"),
    ("books", "title"),
    ("readers", "email"),
    ("volumes", "state"),
]

KEYS = [
    ("books", ["isbn"]),
    ("loans", ["reader_id", "volume_id"]),
]

CHECKS = [
    ("shelves", "ck_shelves_years_in_order"),
]

CHOICES = [
    ("volumes", "state", ["new", "used", "worn-out"]),
]


def indexed_columns(engine: Engine, table: str) -> set[str | None]:
    """The first column of every index, of every unique constraint and of the key."""
    found = inspect(engine)
    columns = [index["column_names"][0] for index in found.get_indexes(table)]
    unique = found.get_unique_constraints(table)
    columns += [constraint["column_names"][0] for constraint in unique]
    return {*columns, found.get_pk_constraint(table)["constrained_columns"][0]}


def test_every_foreign_key_is_indexed(engine: Engine) -> None:
    for table in metadata.tables:
        for key in inspect(engine).get_foreign_keys(table):
            assert set(key["constrained_columns"]) <= indexed_columns(engine, table)


@pytest.mark.parametrize(("table", "column"), INDEXED)
def test_what_is_looked_up_is_indexed(engine: Engine, table: str, column: str) -> None:
    assert column in indexed_columns(engine, table)


@pytest.mark.parametrize(("table", "columns"), KEYS)
def test_the_key_has_these_columns_in_this_order(
    engine: Engine, table: str, columns: list[str]
) -> None:
    assert inspect(engine).get_pk_constraint(table)["constrained_columns"] == columns


@pytest.mark.parametrize(("table", "name"), CHECKS)
def test_the_database_has_a_check(engine: Engine, table: str, name: str) -> None:
    checks = inspect(engine).get_check_constraints(table)
    assert name in [check["name"] for check in checks]


@pytest.mark.parametrize(("table", "column", "values"), CHOICES)
def test_the_database_checks_choices(
    engine: Engine, table: str, column: str, values: list[str]
) -> None:
    checks = inspect(engine).get_check_constraints(table)
    written = [check["sqltext"].replace("''", "'") for check in checks]
    assert any(
        column in check and all(f"'{value}'" in check for value in values)
        for check in written
    )
