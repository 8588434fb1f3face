"""Values of rows that are in the database, for functions that look them up."""

from typing import Any

from sqlalchemy import inspect

from mcp_server.observe.exercise.known import Known
from mcp_server.observe.exercise.seed import Seeded


class Existing(Known):
    """What is known, by column and by model as well."""

    def __init__(self) -> None:
        super().__init__()
        self._tables: dict[str, list[dict[str, Any]]] = {}

    def take(self, seeded: Seeded) -> None:
        """Remember the rows in the tables."""
        super().take(seeded)
        self._tables.update(seeded.keys)

    def value(self, column: str) -> Any:
        """What the first row with such a column has there; None if there is none."""
        for rows in self._tables.values():
            for row in rows:
                if row.get(column) is not None:
                    return row[column]
        return None

    def primary_key(self, model: Any) -> Any:
        """The identity of a row of a mapped class; None if there is no row."""
        table: Any = inspect(model).local_table
        rows = self._tables.get(str(table.name), [])
        if not rows:
            return None
        key = tuple(rows[0].get(column.name) for column in table.primary_key)
        return key if len(key) > 1 else key[0]
