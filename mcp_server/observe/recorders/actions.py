"""Records rows that `ON DELETE` and `ON UPDATE` change, beside those asked for."""

from collections import Counter
from contextlib import suppress
from typing import Any

from sqlalchemy import Connection, Engine
from sqlalchemy.engine.interfaces import ExecutionContext

from mcp_server.observe import activity
from mcp_server.observe.frames import ProgramFiles
from mcp_server.observe.recorders.hooks import listen
from mcp_server.observe.recorders.recorder import Recorder
from mcp_server.observe.report import Report

BEFORE = "_sqlmodel_production_changes"
"""Attribute of an execution context: the changes of its connection until then."""
VERBS = ("DELETE", "UPDATE")
MOST = 50


class ActionRecorder(Recorder):
    """Compares the rows that a statement has changed with those that it names.

    SQLite counts the rows that foreign keys change, and does not say which they are. It
    counts those of triggers, too: with a trigger nothing can be told.
    """

    def __init__(self, report: Report, files: ProgramFiles) -> None:
        super().__init__(report, files)
        self._rows: Counter[tuple[Any, ...]] = Counter()
        self._has_trigger = False

    def install(self) -> None:
        """Start listening."""
        listen(Engine, "before_cursor_execute", self._before)
        listen(Engine, "after_cursor_execute", self._after)

    def _before(
        self,
        connection: Connection,
        _cursor: object,
        sql: str,
        _parameters: object,
        context: ExecutionContext | None,
        _executemany: bool,
    ) -> None:
        if _verb(sql) in VERBS and context is not None:
            setattr(context, BEFORE, _changes(connection))
        self._has_trigger |= "CREATE TRIGGER" in sql[:100].upper()

    def _after(
        self,
        connection: Connection,
        cursor: Any,
        sql: str,
        _parameters: object,
        context: ExecutionContext | None,
        _executemany: bool,
    ) -> None:
        before = getattr(context, BEFORE, None)
        if before is None or activity.is_own() or cursor.rowcount < 0:
            return
        changed = (_changes(connection) or 0) - before
        if changed > cursor.rowcount:
            key = (activity.phase, _verb(sql), *self.place())
            self._rows[key] += changed - cursor.rowcount

    def finish(self) -> None:
        """Tell of each line once."""
        if self._has_trigger:
            return
        for (phase, verb, file, line), rows in self._rows.most_common(MOST):
            self.report.write(
                "foreign-key-action",
                phase=phase,
                verb=verb,
                rows=rows,
                file=file,
                line=line,
            )


def _verb(sql: str) -> str:
    return sql.lstrip()[:6].upper()


def _changes(connection: Connection) -> int | None:
    """Rows that the connection has changed since it was opened."""
    with suppress(Exception):  # a driver that does not count
        return int(connection.connection.driver_connection.total_changes)  # type: ignore[union-attr]
    return None
