"""The tables as the database has them."""

import pytest
from sqlalchemy import Engine, inspect

from app.models import metadata

INDEXED = [
    ("notebooks", "title"),
    ("notes", "pinned"),
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
