"""A column gets a datetime without a time zone.

## What it does
Finds `datetime.now()`, `utcnow()`, `fromtimestamp()` and `utcfromtimestamp()` without a
time zone where their result becomes the value of a `datetime` column: as a default, as
a default factory, as an argument of a row or in an assignment to one.

## Why is this bad
Since SQLModel 0.0.45 a `datetime` column is a `UTCDateTime`, which refuses values
without a time zone: the INSERT fails with `StatementError`. Before that, the value was
stored as it stood on the clock of whichever machine ran the code.

## Example
```python
from datetime import datetime

from sqlmodel import Field, SQLModel


class Event(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(default_factory=datetime.utcnow)
```

## Use instead
```python
from datetime import UTC, datetime

from sqlmodel import Field, SQLModel


class Event(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(default_factory=lambda: datetime.now(UTC))
```

## When it does not apply
The column is meant to have no time zone: annotated `NaiveDatetime`, or with a type of
its own by `sa_type` or `sa_column`. Data models that no table inherits from store
nothing.
"""

import ast
from collections.abc import Iterator

from mcp_server.rules.annotations import is_one
from mcp_server.rules.attributes import assigned, row
from mcp_server.rules.datetimes import naive, with_zone
from mcp_server.rules.inference import model
from mcp_server.rules.models import Member
from mcp_server.rules.module import Module
from mcp_server.rules.rule import Violation
from mcp_server.rules.tables import columns

CODE = "SQM012"
SEVERITY = "warning"
CATEGORY = "models"
PROBLEM = "naive-aware-datetime"
FIX = "unsafe"
"""The stored value moves by the offset of the local time zone."""
DEFAULTS = ("default", "default_factory")


def check(module: Module) -> Iterator[Violation]:
    """Naive datetimes on their way into a column."""
    if "datetime" not in module.source or not module.project.tables:
        return
    for value, name in (*_defaults(module), *_arguments(module), *_assigned(module)):
        found = naive(module, value)
        if found is not None:
            yield Violation(
                node=found,
                message=f"{ast.unparse(found)} has no time zone, but the column {name} "
                "stores UTC and refuses it.",
                remedy="Use datetime.now(UTC), as a factory lambda: datetime.now(UTC).",
                fix=with_zone(module, found),
            )


def _is_aware(module: Module, member: Member | None) -> bool:
    """The column is SQLModel's UTCDateTime."""
    if member is None or member.is_relationship or member.is_open:
        return False
    has_type = any(member.argument(name) for name in ("sa_type", "sa_column"))
    return not has_type and is_one(module, member.node.annotation, "datetime.datetime")


def _defaults(module: Module) -> Iterator[tuple[ast.expr, str]]:
    for owner, member in columns(module):
        if _is_aware(module, member):
            name = f"{owner.name}.{member.name}"
            if member.call is not None:
                yield from ((one, name) for one in member.call.args[:1])
            if member.node.value not in (None, member.call):
                yield member.node.value, name
            given = (member.argument(one) for one in DEFAULTS)
            yield from ((one, name) for one in given if one is not None)


def _arguments(module: Module) -> Iterator[tuple[ast.expr, str]]:
    """Values in Event(at=...)."""
    for call in module.nodes(ast.Call):
        made = model(module, call.func) if call.keywords else None
        for keyword in call.keywords if made and made.is_table else ():
            member = made.members.get(keyword.arg or "") if made else None
            if made and _is_aware(made.module, member):
                yield keyword.value, f"{made.name}.{keyword.arg}"


def _assigned(module: Module) -> Iterator[tuple[ast.expr, str]]:
    """Values in event.at = ..."""
    for node, place in assigned(module):
        found = row(module, place) if isinstance(node.value, ast.Call) else None
        owner = found.model if found else None
        member = owner.members.get(place.attr) if owner else None
        if owner and owner.is_table and _is_aware(owner.module, member):
            yield node.value, f"{owner.name}.{place.attr}"
