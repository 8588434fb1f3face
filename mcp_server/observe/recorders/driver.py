"""Records what reaches SQLite itself, to be compared with what SQLAlchemy sent.

A program that uses the driver past SQLAlchemy, or that tampers with the recorder, shows
in the difference. It is a second witness in the same process, not a wall.
"""

import re
import sqlite3
from typing import Any

from mcp_server.observe.recorders.hooks import replace

UNCOUNTED = re.compile(
    r"\s*(?:--|SELECT 1\s*$"
    r"|(?:PRAGMA|EXPLAIN|BEGIN|COMMIT|END|ROLLBACK|SAVEPOINT|RELEASE)\b)",
    re.IGNORECASE,
)
"""What both sides send on their own account (SELECT 1 is the ping of a pool), and what
the driver does not trace."""
VALUE = re.compile(
    r"(?:\bx)?'(?:[^']|'')*'|(?<![\w.])-?\d+(?:\.\d+)?(?:e[+-]?\d+)?"
    r"|\bNULL\b|:\w+|\?\d*",
    re.IGNORECASE,
)
"""Literals, which the driver writes in the place of parameters."""
FOREIGN_KEYS = re.compile(r"\s*PRAGMA\s+(?:\w+\.)?foreign_keys\s*[=(]", re.IGNORECASE)
"""Said by the program: what we say ourselves begins with a comment."""
MOST_SHAPES = 5_000


class DriverRecorder:
    """The shapes of all statements that SQLite connections have executed."""

    def __init__(self) -> None:
        self.shapes: set[str] = set()
        self.sets_foreign_keys = False
        """The program itself has said whether foreign keys are enforced."""

    def install(self) -> None:
        """Trace every connection that is opened from now on."""
        for module in (sqlite3, sqlite3.dbapi2):
            replace(module, "connect", self._connecting)

    def _connecting(self, original: Any) -> Any:
        def connect(*arguments: Any, **options: Any) -> Any:
            connection = original(*arguments, **options)
            connection.set_trace_callback(self._executed)
            return connection

        return connect

    def _executed(self, sql: str) -> None:
        add_shape(self.shapes, sql)
        if FOREIGN_KEYS.match(sql):
            self.sets_foreign_keys = True


def add_shape(shapes: set[str], sql: str) -> None:
    """Add the shape of a statement: its text without values, as both sides know it.

    Counts could not be compared: for each row that a cascade deletes, the driver tells
    of the same statement again.
    """
    if UNCOUNTED.match(sql) is None and len(shapes) < MOST_SHAPES:
        shapes.add(" ".join(VALUE.sub("?", sql).split()))
