"""A foreign key is to become NULL and must not be NULL.

## What it does
Finds foreign keys with `ondelete="SET NULL"` whose column is not nullable.

## Why is this bad
SQLModel refuses to define the class: `RuntimeError: ondelete="SET NULL" requires
nullable=True`. With `sa_column`, nobody refuses before a parent with children is
deleted, and that fails in production.

## Example
```python
from sqlmodel import Field, SQLModel


class Team(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    team_id: int = Field(foreign_key="team.id", ondelete="SET NULL", index=True)
```

## Use instead
```python
from sqlmodel import Field, SQLModel


class Team(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    team_id: int | None = Field(
        default=None, foreign_key="team.id", ondelete="SET NULL", index=True
    )
```

## When it does not apply
The annotation admits None, or `nullable=True` says so. Where the child cannot be
without its parent, `ondelete="CASCADE"` or `"RESTRICT"` is what is meant.
"""

import ast
from collections.abc import Iterator

from mcp_server.rules.annotations import is_one
from mcp_server.rules.models import Member
from mcp_server.rules.module import Module
from mcp_server.rules.rule import Violation
from mcp_server.rules.tables import columns

CODE = "SQM025"
SEVERITY = "error"
CATEGORY = "relationships"
PROBLEM = "integrity-not-null"
FIX = None
SET_NULL = "SET NULL"
KEYS = ("int", "str", "uuid.UUID", "pydantic.UUID4")
"""Types of keys that do not admit None; an alias might."""


def check(module: Module) -> Iterator[Violation]:
    """Foreign keys that contradict themselves."""
    if SET_NULL not in module.source.upper():
        return
    for model, member in columns(module):
        if _contradicts(module, member):
            yield Violation(
                node=member.node,
                message=f"{model.name}.{member.name} is set to NULL with its parent, "
                "but does not admit NULL.",
                remedy=f"Annotate it {member.name}: int | None = Field(default=None, "
                '...), or use ondelete="CASCADE".',
            )


def _contradicts(module: Module, member: Member) -> bool:
    column = member.argument("sa_column")
    if isinstance(column, ast.Call):
        return _sets_null(module, column) and _is(column, "nullable", False)
    if member.string("ondelete") != SET_NULL or member.is_open:
        return False
    nullable = member.argument("nullable")
    if nullable is not None:
        return isinstance(nullable, ast.Constant) and nullable.value is False
    if member.is_key:
        return True
    return is_one(module, member.node.annotation, *KEYS) and not member.is_optional


def _sets_null(module: Module, column: ast.Call) -> bool:
    keys = (one for one in column.args if isinstance(one, ast.Call))
    return any(
        (module.qualified(one.func) or "").endswith(".ForeignKey")
        and _is(one, "ondelete", SET_NULL)
        for one in keys
    )


def _is(call: ast.Call, name: str, value: object) -> bool:
    given = {one.arg: one.value for one in call.keywords}.get(name)
    return isinstance(given, ast.Constant) and given.value == value
