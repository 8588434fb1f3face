"""Something that is no table is added to the session.

## What it does
Finds `session.add()` of a data model: a SQLModel class without `table=True`.

## Why is this bad
Only table models are mapped: UnmappedInstanceError, "Class 'HeroCreate' is not mapped".

## Example
```python
from sqlmodel import Field, Session, SQLModel


class HeroBase(SQLModel):
    name: str


class HeroCreate(HeroBase):
    pass


class Hero(HeroBase, table=True):
    id: int | None = Field(default=None, primary_key=True)


def create(session: Session, hero: HeroCreate) -> None:
    session.add(hero)
    session.commit()
```

## Use instead
```python
from sqlmodel import Field, Session, SQLModel


class HeroBase(SQLModel):
    name: str


class HeroCreate(HeroBase):
    pass


class Hero(HeroBase, table=True):
    id: int | None = Field(default=None, primary_key=True)


def create(session: Session, hero: HeroCreate) -> None:
    session.add(Hero.model_validate(hero))
    session.commit()
```

## When it does not apply
A table model inherits from the class, and the row came in from elsewhere: it may be one
of that table.
"""

import ast
from collections.abc import Iterator

from mcp_server.rules.inference import held
from mcp_server.rules.models import Model
from mcp_server.rules.module import Module
from mcp_server.rules.rule import Violation
from mcp_server.rules.sessions import session_calls

CODE = "SQM081"
SEVERITY = "error"
CATEGORY = "sessions"
PROBLEM = None
FIX = None


def check(module: Module) -> Iterator[Violation]:
    """Arguments of add() that are rows of no table."""
    for one in session_calls(module, "add"):
        row = held(module, one.call.args[0]) if len(one.call.args) == 1 else None
        if not row or row.kind != "row" or not row.model or row.model.is_table:
            continue
        if isinstance(row.origin, ast.Call) or not _has_table(module, row.model):
            yield Violation(
                node=one.call,
                message=f"{row.model.name} is no table: add() raises "
                "UnmappedInstanceError.",
                remedy="Add a row of the table: Table.model_validate(...).",
            )


def _has_table(module: Module, model: Model) -> bool:
    """A table model inherits from it."""
    tables = module.project.models.values()
    return any(one.is_table and _descends(one, model) for one in tables)


def _descends(model: Model, ancestor: Model) -> bool:
    return any(one is ancestor or _descends(one, ancestor) for one in model.parents)
