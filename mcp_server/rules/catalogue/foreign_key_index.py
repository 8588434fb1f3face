"""A foreign key has no index.

## What it does
Finds fields with `foreign_key=` that no index begins with.

## Why is this bad
Databases index primary keys and unique columns, not foreign keys. Each lazy or eager
load of the other side, each join and each delete of a parent then reads the whole
table.

## Example
```python
from sqlmodel import Field, SQLModel


class Team(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    team_id: int | None = Field(default=None, foreign_key="team.id")
```

## Use instead
```python
from sqlmodel import Field, SQLModel


class Team(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    team_id: int | None = Field(default=None, foreign_key="team.id", index=True)
```

## When it does not apply
The field is unique, the first (or only) part of the primary key, or the first column of
an `Index` or `UniqueConstraint` in `__table_args__`. Data models have no columns.
"""

import ast
from collections.abc import Iterator

from mcp_server.rules.edits import add_keyword
from mcp_server.rules.models import Member, Model
from mcp_server.rules.module import Module
from mcp_server.rules.rule import Fix, Violation

CODE = "SQM004"
SEVERITY = "info"
CATEGORY = "performance"
PROBLEM = "missing-index"
FIX = "unsafe"
"""It changes the schema: a migration has to follow."""


def check(module: Module) -> Iterator[Violation]:
    """Foreign keys of table models without an index of their own."""
    for model in module.models:
        for member in model.own.values() if model.is_table else ():
            if _lacks_index(model, member):
                yield _violation(module, model, member)


def _lacks_index(model: Model, member: Member) -> bool:
    return (
        member.argument("foreign_key") is not None
        and member.argument("index") is None
        and not member.is_true("unique")
        and not _is_first_key(model, member)
        and member.name not in _first_columns(model)
    )


def _is_first_key(model: Model, member: Member) -> bool:
    keys = [one.name for one in model.fields.values() if one.is_key]
    return keys[:1] == [member.name]


def _first_columns(model: Model) -> set[str]:
    """Columns with which something in __table_args__ begins."""
    found = set()
    for binding in (
        call
        for statement in model.node.body
        for call in ast.walk(statement)
        if isinstance(call, ast.Call)
    ):
        name = model.module.qualified(binding.func) or ""
        texts = [one.value for one in binding.args if isinstance(one, ast.Constant)]
        if name.endswith(".Index"):
            found |= set(texts[1:2])
        elif name.endswith(("UniqueConstraint", "PrimaryKeyConstraint")):
            found |= set(texts[:1])
    return {one for one in found if isinstance(one, str)}


def _violation(module: Module, model: Model, member: Member) -> Violation:
    fix = None
    if member.call is not None:
        edit = add_keyword(module, member.call, "index=True")
        fix = Fix("Add index=True", (edit,), "unsafe")
    return Violation(
        node=member.node,
        message=f"The foreign key {model.name}.{member.name} has no index.",
        remedy="Add index=True to its Field(), and a migration.",
        fix=fix,
    )
