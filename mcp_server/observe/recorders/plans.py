"""Asks SQLite how it executes each distinct statement."""

import re
from sqlite3 import OperationalError
from typing import Any

from sqlalchemy import Connection, Engine
from sqlalchemy.engine.interfaces import DBAPICursor, ExecutionContext

from mcp_server.observe import activity
from mcp_server.observe.recorders.hooks import listen
from mcp_server.observe.recorders.recorder import Recorder

MOST_PLANS = 200
MAX_SQL, MAX_STEP, MAX_STEPS = 2_000, 200, 20
MOST_ROWS = 100_000
"""Rows that are counted."""
WHOLE = re.compile(r"SCAN (?:TABLE )?(\w+)(?: AS \w+)?")
"""A step that reads a table from one end to the other."""
PLANNED = ("SELECT", "UPDATE", "DELETE", "WITH")


class PlanRecorder(Recorder):
    """Runs EXPLAIN QUERY PLAN once for each text of a statement."""

    def install(self) -> None:
        """Look at every statement after it was executed, as its tables exist then."""
        self._seen: set[str] = set()
        listen(Engine, "after_cursor_execute", self._executed)

    def _executed(
        self,
        connection: Connection,
        _cursor: object,
        sql: str,
        parameters: Any,
        _context: ExecutionContext | None,
        executemany: bool,
    ) -> None:
        if sql in self._seen or activity.is_own():
            return
        self._seen.add(sql)
        if not sql.lstrip().startswith(PLANNED) or len(self._seen) > MOST_PLANS:
            return
        if connection.dialect.name == "sqlite" and not executemany:
            self._explain(connection, sql, parameters)

    def _explain(self, connection: Connection, sql: str, parameters: Any) -> None:
        # The program's own connection: an in-memory database has no other.
        cursor = connection.connection.cursor()
        try:
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}", parameters)
            steps = [str(row[3])[:MAX_STEP] for row in cursor.fetchall()]
            rows = max((_rows(cursor, step) for step in steps), default=0)
        except connection.dialect.loaded_dbapi.Error:
            return  # such as a statement that SQLite cannot prepare a second time
        finally:
            cursor.close()
        file, line = self.place()
        self.write(
            "plan",
            sql=sql[:MAX_SQL],
            steps=steps[:MAX_STEPS],
            rows=rows,
            file=file,
            line=line,
        )


def _rows(cursor: DBAPICursor, step: str) -> int:
    """Rows of the table that this step reads whole; 0 for all other steps."""
    whole = WHOLE.fullmatch(step)
    if whole is None:
        return 0
    some = f'SELECT 1 FROM "{whole[1]}" LIMIT {MOST_ROWS}'
    try:
        # The comment tells it from the statements of the program.
        cursor.execute(f"-- rows\nSELECT count(*) FROM ({some})")
        row = cursor.fetchone()
    except OperationalError:
        return 0  # it was an alias, or a part of the statement
    return int(row[0]) if row else 0
