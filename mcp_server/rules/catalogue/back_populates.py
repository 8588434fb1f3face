"""A back_populates does not match the other side.

## What it does
Finds relationships whose `back_populates` names an attribute that the other model does
not have, that is no relationship, or that does not point back; and relationships
without `back_populates` whose other side has it.

## Why is this bad
A name that does not exist fails when the first query configures the mappers, and with
it every other query. A side without `back_populates` fails silently: `hero.team = team`
does not show in `team.heroes` before the next load.

## Example
```python
from sqlmodel import Field, Relationship, SQLModel


class Team(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    heroes: list["Hero"] = Relationship(back_populates="team")


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    team_id: int | None = Field(default=None, foreign_key="team.id", index=True)
    team: Team | None = Relationship()
```

## Use instead
```python
from sqlmodel import Field, Relationship, SQLModel


class Team(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    heroes: list["Hero"] = Relationship(back_populates="team")


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    team_id: int | None = Field(default=None, foreign_key="team.id", index=True)
    team: Team | None = Relationship(back_populates="heroes")
```

## When it does not apply
One side alone, without `back_populates`, is fine. Relationships with
`sa_relationship=`, `backref` or `viewonly`, models with bases that are not among the
files, and relationships to models that are not among them are left alone.
"""

from collections.abc import Iterator

from mcp_server.rules.edits import add_keyword
from mcp_server.rules.models import Member, Model
from mcp_server.rules.module import Module
from mcp_server.rules.rule import Fix, Violation
from mcp_server.rules.tables import (
    ancestors,
    declared,
    is_whole,
    options,
    relationships,
    target,
)

CODE = "SQM005"
SEVERITY = "error"
CATEGORY = "relationships"
PROBLEM = "back-populates-mismatch"
FIX = "unsafe"
"""It changes what assignments do to the other side."""
OTHER_WAYS = {"backref", "viewonly", "back_populates"}


def check(module: Module) -> Iterator[Violation]:
    """Both directions of a relationship that do not know each other."""
    for model, member in relationships(module):
        other = target(module, member)
        if other is None or not _is_plain(member) or not is_whole(other):
            continue
        named = member.string("back_populates")
        if named is None:
            yield from _one_sided(module, model, member, other)
        else:
            reason = _mismatch(model, member, other, named)
            if reason:
                yield Violation(
                    node=member.node,
                    message=f"{model.name}.{member.name} has back_populates="
                    f'"{named}", but {reason}.',
                    remedy=f"Give both sides each other's names: {other.name} needs a "
                    f"relationship to {model.name} with "
                    f'back_populates="{member.name}".',
                )


def _is_plain(member: Member) -> bool:
    known = options(member)
    return known is not None and not OTHER_WAYS & set(known)


def _mismatch(model: Model, member: Member, other: Model, named: str) -> str | None:
    """Why the name does not lead back; None if it does, or if it may."""
    back = other.members.get(named)
    if back is None:
        return None if _is_defined(other, named) else f"{other.name} has no {named}"
    if not back.is_relationship:
        return None if back.is_open else f"{other.name}.{named} is no relationship"
    if not _is_plain(back):
        return None
    there = target(other.module, back)
    if there and not _are_related(there, model):
        return f"{other.name}.{named} leads to {there.name}"
    said = back.string("back_populates")
    if said is not None and said != member.name and said in model.relationships:
        return f'that one has back_populates="{said}"'
    return None


def _is_defined(model: Model, name: str) -> bool:
    """The class has it in some other way, or a relationship may bring it."""
    every = (model, *ancestors(model))
    if any(name in declared(one) for each in every for one in each.node.body):
        return True
    return any(
        _may_add(one)
        for each in model.module.project.tables.values()
        for one in each.relationships.values()
        if model.name in one.types
    )


def _may_add(member: Member) -> bool:
    """It brings a relationship to the other side by itself, or may do so."""
    known = options(member)
    return known is None or "backref" in known


def _are_related(one: Model, other: Model) -> bool:
    return (
        one is other
        or any(one is each for each in ancestors(other))
        or any(other is each for each in ancestors(one))
    )


def _one_sided(
    module: Module, model: Model, member: Member, other: Model
) -> Iterator[Violation]:
    if member.call is None or member.argument("back_populates") is not None:
        return
    for back in other.relationships.values():
        if not _is_plain(back) or target(other.module, back) is not model:
            continue
        if back.string("back_populates") == member.name:
            text = f'back_populates="{back.name}"'
            edit = add_keyword(module, member.call, text)
            yield Violation(
                node=member.node,
                message=f"{other.name}.{back.name} has back_populates="
                f'"{member.name}", but {model.name}.{member.name} has none.',
                remedy=f"Add {text} here as well.",
                fix=Fix(f"Add {text}", (edit,), "unsafe"),
                severity="warning",
            )
