"""DateTime(timezone=True) bypasses the UTC type of SQLModel.

## What it does
Finds `sa_type=DateTime(timezone=True)`, and the same in `sa_column=Column(...)`.

## Why is this bad
It was needed before SQLModel 0.0.45. Now a plain `datetime` is a `UTCDateTime`: a
column with time zone that refuses naive values and reads back aware, on every database.
The explicit type bypasses that: SQLite drops the zone, values read back naive, and
comparing them with aware ones raises `TypeError`.

## Example
```python
from datetime import UTC, datetime

from sqlalchemy import DateTime
from sqlmodel import Field, SQLModel


class Event(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(
        default_factory=lambda: datetime.now(UTC), sa_type=DateTime(timezone=True)
    )
```

## Use instead
```python
from datetime import UTC, datetime

from sqlalchemy import DateTime
from sqlmodel import Field, SQLModel


class Event(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(default_factory=lambda: datetime.now(UTC))
```

## When it does not apply
The field is no `datetime`, or the type is another one: `DateTime()` without time zone,
a variant for one database, a type of one's own. The column of the database stays the
same; only its values are checked and converted.
"""

import ast
from collections.abc import Iterator

from mcp_server.rules.annotations import is_one
from mcp_server.rules.edits import remove_keyword
from mcp_server.rules.models import Member
from mcp_server.rules.module import Module
from mcp_server.rules.rule import Fix, Violation
from mcp_server.rules.tables import columns

CODE = "SQM013"
SEVERITY = "info"
CATEGORY = "models"
PROBLEM = "naive-aware-datetime"
FIX = "unsafe"
"""Naive values are refused from then on, and what is read is aware."""
TYPES = {"sqlalchemy.DateTime", "sqlalchemy.TIMESTAMP"}


def check(module: Module) -> Iterator[Violation]:
    """Columns of datetime fields with a type that keeps the zone on some databases."""
    if "timezone" not in module.source:
        return
    for model, member in columns(module):
        found = _zoned(module, member)
        if found and is_one(module, member.node.annotation, "datetime.datetime"):
            yield Violation(
                node=found,
                message=f"{module.text(found)} on {model.name}.{member.name} bypasses "
                "SQLModel's UTCDateTime.",
                remedy="Remove it: a datetime field stores UTC by itself; where a "
                "column is needed, Column(UTCDateTime).",
                fix=_fix(module, member),
            )


def _zoned(module: Module, member: Member) -> ast.Call | None:
    given = member.argument("sa_type")
    column = member.argument("sa_column")
    inside = column.args if isinstance(column, ast.Call) else []
    for node in (given, *inside):
        if isinstance(node, ast.Call) and module.qualified(node.func) in TYPES:
            said = {one.arg: one.value for one in node.keywords}.get("timezone")
            if isinstance(said, ast.Constant) and said.value is True:
                return node
    return None


def _fix(module: Module, member: Member) -> Fix | None:
    if member.call is None or member.argument("sa_type") is None:
        return None
    edit = remove_keyword(module, member.call, "sa_type")
    return Fix("Remove sa_type", (edit,), "unsafe")
