"""The default that the database computes, written so that both databases take it."""

import datetime as dt
import json
from decimal import Decimal
from uuid import UUID

from mcp_server.scaffold.python import literals
from mcp_server.scaffold.specification.defaults import is_computed, read_default
from mcp_server.scaffold.specification.entities import Field

# What SQLite and PostgreSQL both have; random is written for each in app/fields.
COMPUTED = {"now": "func.now()", "today": "func.current_date()", "random": "RandomId()"}
# SQLite keeps these in a form of its own that PostgreSQL would not read.
NOT_PORTABLE = {"bytes", "timedelta"}


def objection(field: Field) -> str | None:
    """Why the database cannot have the default of a field, and what to send."""
    if field.default is None:
        return "`server_default` needs a `default`; send one"
    constant = not is_computed(field)
    if field.type in NOT_PORTABLE or (field.type == "datetime" and constant):
        other = "`now`" if field.type == "datetime" else "no `server_default`"
        return (
            f"SQLite and PostgreSQL write a constant {field.type} differently, so it "
            f"cannot be a `server_default`; send {other}"
        )
    return None


def database_default(field: Field) -> str:
    """The expression of the default, as Python source."""
    if is_computed(field):
        return COMPUTED[str(field.default)]
    value = read_default(field)
    if isinstance(value, bool):
        return "true()" if value else "false()"
    if isinstance(value, int | float | Decimal):
        return f'literal_column("{_number(value)}")'
    written = _written(value)
    if not written or written.startswith("(") or "'" in written:
        # Alembic compares a plain text as it is: it does not double its quotes, takes
        # it out of brackets, and tells none from a default.
        quoted = written.replace("'", "''")
        sql = literals.text(f"'{quoted}'")
        return f"literal_column({sql})"
    return literals.text(written)


def _number(value: float | Decimal) -> str:
    return f"{value:f}" if isinstance(value, Decimal) else literals.number(value)


def _written(value: object) -> str:
    """A constant as both databases keep it."""
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, dt.time):
        return value.isoformat("microseconds")
    if isinstance(value, dt.date):
        return value.isoformat()
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
