"""Enforces foreign keys on every engine, as a server would.

SQLite has them enforced only for connections that ask for it. What the program itself
says wins: its own listeners run after ours, and from then on ours are silent.
"""

from typing import Any

from sqlalchemy import Engine, ForeignKeyConstraint, Table
from sqlalchemy.engine.interfaces import ExceptionContext
from sqlalchemy.pool import Pool

from mcp_server.observe.frames import ProgramFiles
from mcp_server.observe.recorders.driver import DriverRecorder
from mcp_server.observe.recorders.hooks import listen
from mcp_server.observe.recorders.pending import Place
from mcp_server.observe.recorders.recorder import Recorder
from mcp_server.observe.report import Report

ENFORCE = "-- sqlmodel-production enforces foreign keys\nPRAGMA foreign_keys=ON"
"""The driver's recorder passes over what begins with a comment."""


class ForeignKeyRecorder(Recorder):
    """Turns them on, and tells whether the program had done so."""

    def __init__(
        self, report: Report, files: ProgramFiles, driver: DriverRecorder
    ) -> None:
        super().__init__(report, files)
        self._driver = driver
        self._first: Place = (None, None)
        self._tables: set[str] = set()
        self._keys = self._actions = self._violations = 0

    def install(self) -> None:
        """Start listening."""
        listen(Pool, "connect", self._enforce)
        listen(Table, "after_create", self._created)
        listen(Engine, "handle_error", self._failed)

    def _enforce(self, connection: Any, _record: object) -> None:
        """All connections are SQLite's: other engines have been redirected.

        A program that knows of the pragma may leave it away for another engine.
        """
        if self._driver.sets_foreign_keys:
            return
        if self._first[0] is None:
            self._first = self.place()
        cursor = connection.cursor()
        cursor.execute(ENFORCE)
        cursor.close()

    def _created(self, table: Table, *_connection: Any, **_options: Any) -> None:
        if table.fullname in self._tables:
            return
        self._tables.add(table.fullname)
        for constraint in table.constraints:
            if isinstance(constraint, ForeignKeyConstraint):
                self._keys += 1
                self._actions += bool(constraint.ondelete or constraint.onupdate)

    def _failed(self, context: ExceptionContext) -> None:
        text = str(context.original_exception)
        self._violations += "FOREIGN KEY constraint failed" in text

    def finish(self) -> None:
        """Tell of the foreign keys that SQLite would not have enforced."""
        if self._keys and not self._driver.sets_foreign_keys:
            file, line = self._first
            self.write(
                "foreign-keys",
                keys=self._keys,
                actions=self._actions,
                violations=self._violations,
                file=file,
                line=line,
            )
