"""A class that several tables inherit has an sa_column.

## What it does
Finds `sa_column=Column(...)` in classes that are no tables themselves.

## Why is this bad
One `Column` object belongs to one table. The second table that inherits it fails with
`ArgumentError: Column object 'note' already assigned to Table 'hero'`. With `sa_type`
and `sa_column_kwargs`, each table gets a column of its own.

## Example
```python
from sqlalchemy import Column, Text
from sqlmodel import Field, SQLModel


class Noted(SQLModel):
    note: str = Field(sa_column=Column(Text, nullable=False))


class Hero(Noted, table=True):
    id: int | None = Field(default=None, primary_key=True)


class Team(Noted, table=True):
    id: int | None = Field(default=None, primary_key=True)
```

## Use instead
```python
from sqlalchemy import Column, Text
from sqlmodel import Field, SQLModel


class Noted(SQLModel):
    note: str = Field(sa_type=Text, nullable=False)


class Hero(Noted, table=True):
    id: int | None = Field(default=None, primary_key=True)


class Team(Noted, table=True):
    id: int | None = Field(default=None, primary_key=True)
```

## When it does not apply
As long as only one table inherits the class it works: that is an info. Tables that
declare the field anew have a column of their own, as do tables that inherit from a
table.
"""

import ast
from collections.abc import Iterator

from mcp_server.rules.edits import replace
from mcp_server.rules.models import Member, Model
from mcp_server.rules.module import Module
from mcp_server.rules.rule import Fix, Violation
from mcp_server.rules.tables import fields, users

CODE = "SQM014"
SEVERITY = "error"
CATEGORY = "models"
PROBLEM = "column-already-assigned"
FIX = "unsafe"
"""A Column admits NULL unless it says otherwise; a field as its annotation says."""
SAME = {"nullable", "index", "unique", "primary_key"}
"""Arguments that Column and Field have in common."""


def check(module: Module) -> Iterator[Violation]:
    """Columns made once for every table that inherits them."""
    for model, member in fields(module):
        column = member.argument("sa_column")
        if model.is_table or not _is_column(module, column):
            continue
        tables = [one for one in users(model, member) if not _has_table(one)]
        yield _violation(module, model, member, tables)


def _is_column(module: Module, node: ast.expr | None) -> bool:
    return (
        isinstance(node, ast.Call)
        and module.qualified(node.func) == "sqlalchemy.Column"
    )


def _has_table(model: Model) -> bool:
    """It inherits from a table, whose columns it shares."""
    return any(one.is_table for one in model.parents)


def _violation(
    module: Module, model: Model, member: Member, tables: list[Model]
) -> Violation:
    names = " and ".join(sorted(one.name for one in tables)[:2])
    many = f"{names} inherit the same Column from"
    one = f"Only one table can inherit {model.name}: it has one Column for"
    return Violation(
        node=member.node,
        message=f"{many if len(tables) > 1 else one} {model.name}.{member.name}.",
        remedy="Write sa_type=... and sa_column_kwargs={...} instead of sa_column.",
        fix=_fix(module, member),
        severity="error" if len(tables) > 1 else "info",
    )


def _fix(module: Module, member: Member) -> Fix | None:
    """Only for Column(Type, ...) with nothing else among its plain arguments."""
    column = member.argument("sa_column")
    keyword = next(
        (k for k in (member.call.keywords if member.call else ()) if k.value is column),
        None,
    )
    if not isinstance(column, ast.Call) or keyword is None or len(column.args) != 1:
        return None
    if isinstance(column.args[0], ast.Constant):
        return None
    if any(one.arg is None for one in column.keywords):
        return None
    parts = [f"sa_type={module.text(column.args[0])}"]
    parts += [module.text(one) for one in column.keywords if one.arg in SAME]
    rest = [one for one in column.keywords if one.arg not in SAME]
    if rest:
        pairs = (f'"{one.arg}": {module.text(one.value)}' for one in rest)
        parts.append(f"sa_column_kwargs={{{', '.join(pairs)}}}")
    edit = replace(module, keyword, ", ".join(parts))
    return Fix("Use sa_type instead of sa_column", (edit,), "unsafe")
