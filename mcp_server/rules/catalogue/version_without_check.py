"""A version column does not guard anything.

## What it does
Finds integer columns named `version` of tables that have no `version_id_col`.

## Why is this bad
A number that is merely counted up does not stop two writers from overwriting each
other. As `version_id_col`, it is part of the WHERE of each UPDATE, and the second
writer gets `StaleDataError`.

## Example
```python
from sqlmodel import Field, SQLModel


class Page(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    version: int = 1
```

## Use instead
```python
from typing import Any

from sqlalchemy.orm import declared_attr
from sqlmodel import Field, SQLModel


class Page(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    version: int = 1

    @declared_attr.directive
    def __mapper_args__(cls: Any) -> dict[str, Any]:
        return {"version_id_col": cls.__table__.c.version}
```

## When it does not apply
The number is data: the version of a document, of an API, of a protocol, or part of the
key. Some file compares it in the WHERE of an UPDATE itself. Then silence the rule.
"""

from collections.abc import Iterator

from mcp_server.rules.annotations import is_one
from mcp_server.rules.models import Model
from mcp_server.rules.module import Module
from mcp_server.rules.rule import Violation
from mcp_server.rules.tables import ancestors, columns, users

CODE = "SQM027"
SEVERITY = "info"
CATEGORY = "models"
PROBLEM = "stale-data"
FIX = None
NAMES = ("version", "version_id", "row_version", "lock_version")


def check(module: Module) -> Iterator[Violation]:
    """Versions that SQLAlchemy does not know of."""
    for model, member in columns(module):
        if member.name not in NAMES or member.is_key or member.is_true("unique"):
            continue
        tables = users(model, member)
        if is_one(module, member.node.annotation, "int") and not all(
            _guards(one) for one in tables
        ):
            yield Violation(
                node=member.node,
                message=f"{model.name}.{member.name} does not keep one writer from "
                "overwriting another.",
                remedy='Name it in __mapper_args__: {"version_id_col": '
                f"cls.__table__.c.{member.name}}}.",
            )


def _guards(model: Model) -> bool:
    """It, a base, or a file that might map it, has a version_id_col or compares."""
    every = [model, *ancestors(model)]
    files = {one.module.path: one.module.source for one in every}
    return any("version_id_col" in source for source in files.values())
