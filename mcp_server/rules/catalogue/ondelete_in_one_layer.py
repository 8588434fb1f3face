"""Deleting children is known to only one of the two layers.

## What it does
Finds relationships with `cascade_delete=True` whose foreign key has no `ondelete`, and
relationships to children with `ondelete="CASCADE"` that say neither `cascade_delete`
nor `passive_deletes`.

## Why is this bad
Without `ondelete`, the database refuses every DELETE that does not go through the
session. Without `passive_deletes`, the session loads all children before it deletes
their parent; and without `cascade_delete` it first sets their keys to NULL, which
`ondelete` would have spared.

## Example
```python
from sqlmodel import Field, Relationship, SQLModel


class Team(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    heroes: list["Hero"] = Relationship(cascade_delete=True)


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    team_id: int = Field(foreign_key="team.id", index=True)
```

## Use instead
```python
from sqlmodel import Field, Relationship, SQLModel


class Team(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    heroes: list["Hero"] = Relationship(cascade_delete=True, passive_deletes=True)


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    team_id: int = Field(foreign_key="team.id", ondelete="CASCADE", index=True)
```

## When it does not apply
Relationships with options of SQLAlchemy's own (`sa_relationship_kwargs`) and many-to-
many relationships. SQLite obeys `ondelete` only with `PRAGMA foreign_keys=ON`.
"""

from collections.abc import Iterator

from mcp_server.rules.models import Member, Model
from mcp_server.rules.module import Module
from mcp_server.rules.rule import Violation
from mcp_server.rules.tables import (
    foreign_keys,
    options,
    relationships,
    table_name,
    target,
)

CODE = "SQM026"
SEVERITY = "info"
CATEGORY = "relationships"
PROBLEM = "passive-deletes"
FIX = None


def check(module: Module) -> Iterator[Violation]:
    """Collections of children, and the keys behind them."""
    for model, member in relationships(module):
        key = _key(module, model, member)
        reason = _disagreement(member, key) if key else None
        if key and reason:
            yield Violation(
                node=member.node,
                message=f"{model.name}.{member.name} {reason}.",
                remedy="Say it in both layers: Relationship(cascade_delete=True, "
                'passive_deletes=True) and Field(ondelete="CASCADE").',
            )


def _key(module: Module, model: Model, member: Member) -> Member | None:
    """The foreign key by which the children of a collection refer to it."""
    if (
        not member.is_collection
        or options(member) != {}
        or member.argument("link_model")
    ):
        return None
    child = target(module, member)
    keys = foreign_keys(child) if child else None
    name = table_name(model)
    found = [one.member for one in keys or () if one.table == name]
    is_plain = len(found) == 1 and found[0].argument("foreign_key") is not None
    return found[0] if is_plain else None


def _disagreement(member: Member, key: Member) -> str | None:
    cascades = member.is_true("cascade_delete")
    if cascades and key.argument("ondelete") is None:
        return f"deletes its rows, but {key.name} has no ondelete"
    if key.string("ondelete") != "CASCADE" or member.argument("passive_deletes"):
        return None
    if cascades:
        return f"loads all rows to delete them, though {key.name} cascades"
    return f"does not say that {key.name} deletes its rows"
