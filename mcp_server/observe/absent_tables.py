"""Makes up the tables that foreign keys of an excerpt point to and nobody defines."""

from sqlalchemy import Column, ForeignKey, Integer, MetaData, Table
from sqlalchemy.types import NullType

MADE_UP = "sqlmodel_production_made_up"
"""Key in the `info` of such a table."""


def make_up(metadata: MetaData) -> None:
    """Add a table with nothing but its key for each target that is missing."""
    missing = {
        target[0]: (target[1], key)
        for table in list(metadata.tables.values())
        for key in sorted(table.foreign_keys, key=lambda one: one.target_fullname)
        if (target := _target(key)) and target[0] not in metadata.tables
    }
    for name, (column, key) in missing.items():
        kind = key.parent.type
        key_type = Integer() if isinstance(kind, NullType) else kind
        schema, _, plain = name.rpartition(".")
        Table(
            plain,
            metadata,
            Column(column, key_type, primary_key=True),
            schema=schema or None,
            info={MADE_UP: True},
        )


def _target(key: ForeignKey) -> tuple[str, str] | None:
    """Table and column that are pointed to by name."""
    table, _, column = key.target_fullname.rpartition(".")
    return (table, column) if table and column else None
