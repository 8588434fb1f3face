"""An enum column stores names, not values.

## What it does
Finds columns whose type is an enum of the project with texts as values that differ from
the names.

## Why is this bad
SQLAlchemy stores `ACTIVE` for `ACTIVE = "active"`, while the API, JSON and other
programs that read the table speak of `active`. Raw SQL and imports with values then
fail with `LookupError`, and a renamed member loses its rows.

## Example
```python
from enum import StrEnum

from sqlmodel import Field, SQLModel


class Status(StrEnum):
    ACTIVE = "active"
    CLOSED = "closed"


class Ticket(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    status: Status = Status.ACTIVE
```

## Use instead
```python
from enum import StrEnum

from sqlalchemy import Enum
from sqlmodel import Field, SQLModel


class Status(StrEnum):
    ACTIVE = "active"
    CLOSED = "closed"


BY_VALUE = Enum(Status, values_callable=lambda enum: [one.value for one in enum])


class Ticket(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    status: Status = Field(default=Status.ACTIVE, sa_type=BY_VALUE)
```

## When it does not apply
Names and values are the same, or the column has a type of its own. Where only this
program reads the table, names do as well as values. A table that has rows needs a
migration of them.
"""

import ast
from collections.abc import Iterator

from mcp_server.rules.annotations import alternatives
from mcp_server.rules.module import Module
from mcp_server.rules.rule import Violation
from mcp_server.rules.tables import columns

CODE = "SQM021"
SEVERITY = "info"
CATEGORY = "models"
PROBLEM = "enum-stored-by-name"
FIX = None
ENUMS = {"enum.Enum", "enum.StrEnum"}


def check(module: Module) -> Iterator[Violation]:
    """Enum columns without a type that says what is stored."""
    for model, member in columns(module):
        if member.argument("sa_type") or member.argument("sa_column"):
            continue
        found = alternatives(module, member.node.annotation)
        name = module.qualified(found[0]) if len(found) == 1 else None
        defined = module.project.definition(name)
        enum = defined[1] if defined else None
        if defined and isinstance(enum, ast.ClassDef) and _differs(defined[0], enum):
            yield Violation(
                node=member.node,
                message=f"{model.name}.{member.name} stores the names of {enum.name}, "
                "not its values.",
                remedy=f"Use sa_type=Enum({enum.name}, values_callable=lambda enum: "
                "[one.value for one in enum]).",
            )


def _differs(module: Module, enum: ast.ClassDef) -> bool:
    """It is an enum of texts, and one of them is not the name."""
    if not any(module.qualified(base) in ENUMS for base in enum.bases):
        return False
    values = [one for one in enum.body if isinstance(one, ast.Assign)]
    return any(
        isinstance(target, ast.Name)
        and isinstance(one.value, ast.Constant)
        and isinstance(one.value.value, str)
        and one.value.value != target.id
        for one in values
        for target in one.targets
    )
