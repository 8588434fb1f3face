"""A relationship has two foreign keys to choose from.

## What it does
Finds relationships between two tables that more than one foreign key connects, without
`foreign_keys` or `primaryjoin`, and many-to-many relationships of a table with itself
without `primaryjoin`.

## Why is this bad
SQLAlchemy does not guess: `AmbiguousForeignKeysError` when the first query configures
the mappers, and then every query fails.

## Example
```python
from sqlmodel import Field, Relationship, SQLModel


class User(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)


class Message(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    sender_id: int = Field(foreign_key="user.id", index=True)
    recipient_id: int = Field(foreign_key="user.id", index=True)
    sender: User = Relationship()
```

## Use instead
```python
from sqlmodel import Field, Relationship, SQLModel


class User(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)


class Message(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    sender_id: int = Field(foreign_key="user.id", index=True)
    recipient_id: int = Field(foreign_key="user.id", index=True)
    sender: User = Relationship(
        sa_relationship_kwargs={"foreign_keys": "Message.sender_id"}
    )
```

## When it does not apply
The options of the relationship are not written here, keys of several columns
(`ForeignKeyConstraint`), tables that inherit from tables, and models with bases that
are not among the files.
"""

from collections.abc import Iterator

from mcp_server.rules.edits import add_keyword
from mcp_server.rules.inference import model as model_of
from mcp_server.rules.models import Member, Model
from mcp_server.rules.module import Module
from mcp_server.rules.rule import Fix, Violation
from mcp_server.rules.tables import (
    ForeignKey,
    ancestors,
    foreign_keys,
    options,
    relationships,
    table_name,
    target,
)

CODE = "SQM063"
SEVERITY = "error"
CATEGORY = "relationships"
PROBLEM = "ambiguous-foreign-keys"
FIX = "unsafe"
"""The key whose name begins as the relationship is very likely the one."""
CHOOSES = {"foreign_keys", "primaryjoin", "secondaryjoin", "secondary"}


def check(module: Module) -> Iterator[Violation]:
    """Relationships without a choice among their keys."""
    for model, member in relationships(module):
        known = options(member)
        other = target(module, member)
        if known is None or CHOOSES & set(known) or other is None:
            continue
        keys = _keys(module, model, member, other)
        if len(keys) > 1:
            names = " and ".join(one.member.name for one in keys[:2])
            yield Violation(
                node=member.node,
                message=f"{model.name}.{member.name} could follow {names}.",
                remedy='Choose: sa_relationship_kwargs={"foreign_keys": '
                '"..."} with one of them.',
                fix=_fix(module, model, member, keys),
            )


def _keys(
    module: Module, model: Model, member: Member, other: Model
) -> list[ForeignKey]:
    """The foreign keys that could connect the two tables, if there are several."""
    if any(base.is_table for one in (model, other) for base in ancestors(one)):
        return []
    if member.argument("link_model") is not None:
        link = model_of(module, member.argument("link_model"))
        if link is None or not link.is_table:
            return []
        return max((_to(link, model), _to(link, other)), key=len)
    if model is other:
        return _to(model, model)
    return [*_to(model, other), *_to(other, model)]


def _to(model: Model, other: Model) -> list[ForeignKey]:
    """The keys of one table that refer to the other."""
    name = table_name(other)
    keys = foreign_keys(model) if name is not None else None
    if keys is None or foreign_keys(other) is None:
        return []
    return [one for one in keys if one.table == name]


def _fix(
    module: Module, model: Model, member: Member, keys: list[ForeignKey]
) -> Fix | None:
    own = {id(one) for one in model.fields.values()}
    named = [
        one.member.name
        for one in keys
        if one.member.name == f"{member.name}_id" and id(one.member) in own
    ]
    if not named or member.call is None or member.argument("sa_relationship_kwargs"):
        return None
    text = f'sa_relationship_kwargs={{"foreign_keys": "{model.name}.{named[0]}"}}'
    edit = add_keyword(module, member.call, text)
    return Fix(f"Let it follow {named[0]}", (edit,), "unsafe")
