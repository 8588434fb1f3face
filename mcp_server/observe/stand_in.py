"""Makes an SQLite engine take what a program wrote for a server: types, defaults.

Only for engines that stand in for a server: with an SQLite URL the program would fail
elsewhere as well, and shall fail here.
"""

import re
import uuid
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, Column, Engine, event
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.sqlite.base import SQLiteDDLCompiler, SQLiteTypeCompiler

JSON_TYPES = (postgresql.JSONB, postgresql.ARRAY, postgresql.HSTORE)
"""Types whose values SQLite's driver cannot bind; JSON keeps them."""
CAST = re.compile(r"::[\w ]+(\[\])?")
FUNCTIONS = {
    "now": lambda: datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S.%f"),
    "clock_timestamp": lambda: datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S.%f"),
    "gen_random_uuid": lambda: uuid.uuid4().hex,
    "uuid_generate_v4": lambda: uuid.uuid4().hex,
}
"""Functions of servers that stand in defaults, without arguments."""


class StoredAsJson(JSON):
    """Keeps arrays and maps of a server in a JSON column."""


class Types(SQLiteTypeCompiler):
    """Names of types for CREATE TABLE: what SQLite has no word for is TEXT."""

    # The base class says that it never returns, as it raises.
    def visit_unsupported_compilation(  # type: ignore[override]
        self, _element: Any, _error: Exception, **_options: Any
    ) -> Any:
        """The type of a server, as an SQLite column can keep it."""
        return "TEXT"


class Definitions(SQLiteDDLCompiler):
    """CREATE TABLE in which defaults of a server are valid."""

    def get_column_default_string(self, column: Column[Any]) -> str | None:
        """The default without casts; in parentheses where it is an expression."""
        default: str | None = super().get_column_default_string(column)
        if default is None:
            return None
        plain = CAST.sub("", default)
        is_expression = "(" in plain and not plain.startswith(("(", "'"))
        return f"({plain})" if is_expression else plain


def install(engine: Engine) -> None:
    """Make an engine stand in for a server."""
    adapt(engine.dialect)
    event.listen(engine, "connect", _connected)


def adapt(dialect: Any) -> None:
    """Make a dialect of SQLite understand the types and defaults of a server."""
    dialect.type_compiler_instance = dialect.type_compiler = Types(dialect)
    dialect.ddl_compiler = Definitions
    dialect.colspecs = {
        **dialect.colspecs,
        **dict.fromkeys(JSON_TYPES, StoredAsJson),
    }


def _connected(connection: Any, _record: object) -> None:
    for name, function in FUNCTIONS.items():
        connection.create_function(name, 0, function)
    enforce_foreign_keys(connection, _record)


def enforce_foreign_keys(connection: Any, _record: object) -> None:
    """As every server does."""
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()
