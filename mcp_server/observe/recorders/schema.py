"""Records the tables of the program: their place, DDL, keys and indexes."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import MetaData, Table, UniqueConstraint
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.schema import CreateIndex, CreateTable, ExecutableDDLElement

from mcp_server.observe import redirect, stand_in
from mcp_server.observe.absent_tables import MADE_UP
from mcp_server.observe.recorders.hooks import listen
from mcp_server.observe.recorders.recorder import Recorder

MOST_TABLES = 100
MAX_DDL, MAX_ERROR = 3_000, 500


class TableRecorder(Recorder):
    """Notes every table that is defined, and describes them all at the end."""

    def install(self) -> None:
        """Be told when a table becomes part of a metadata."""
        self._tables: dict[Table, tuple[str | None, int | None]] = {}
        listen(Table, "after_parent_attach", self._attached)

    def _attached(self, table: Table, _metadata: MetaData) -> None:
        if len(self._tables) < MOST_TABLES:
            self._tables[table] = self.place()

    def finish(self) -> None:
        """Describe each table, as it is after everything was added to it."""
        made_up = sorted(one.name for one in self._tables if MADE_UP in one.info)
        if made_up:
            text = f"tables made up for foreign keys: {', '.join(made_up)}"
            self.report.write("assumed", text=text[:MAX_ERROR])
        for table, (file, line) in self._tables.items():
            if (
                MADE_UP not in table.info
                and table.metadata.tables.get(table.key) is table
            ):
                self.write("table", **_description(table), file=file, line=line)


def _description(table: Table) -> dict[str, Any]:
    servers, own = redirect.servers(), sqlite.dialect()
    if servers:
        stand_in.adapt(own)
    return {
        "name": table.name[:MAX_ERROR],
        "ddl": _ddl(table, own),
        "foreign_keys": [
            [column.name for column in key.columns]
            for key in sorted(
                table.foreign_key_constraints,
                key=lambda key: [column.name for column in key.columns],
            )
        ],
        "indexes": sorted(_indexes(table)),
        "servers": {dialect.name: _ddl(table, dialect) for dialect in servers},
    }


def _ddl(table: Table, dialect: Dialect) -> str:
    """CREATE TABLE and CREATE INDEX; or why this database cannot have it."""
    try:
        indexes = sorted(table.indexes, key=lambda index: str(index.name))
        wanted: list[ExecutableDDLElement] = [CreateTable(table)]
        wanted += [CreateIndex(index) for index in indexes]
        texts = [str(one.compile(dialect=dialect)).strip() for one in wanted]
    except SQLAlchemyError as error:
        return f"-- error: {str(error)[:MAX_ERROR]}"
    return ";\n".join(texts)[:MAX_DDL]


def _indexes(table: Table) -> Iterator[list[str]]:
    """The columns of everything by which rows can be found, in order."""
    yield [column.name for column in table.primary_key.columns]
    for index in table.indexes:
        yield [column.name for column in index.columns]
    for constraint in table.constraints:
        if isinstance(constraint, UniqueConstraint):
            yield [column.name for column in constraint.columns]
