"""A link with data of its own is made through the list.

## What it does
Finds appends, assignments and arguments that fill a many-to-many relationship whose
link model has a further column that must not be empty and has no default.

## Why is this bad
The list inserts only the two keys. The database refuses the row: `NOT NULL constraint
failed`. The link has to be made as a row of its own.

## Example
```python
from sqlmodel import Field, Relationship, SQLModel


class Membership(SQLModel, table=True):
    team_id: int = Field(foreign_key="team.id", primary_key=True)
    hero_id: int = Field(foreign_key="hero.id", primary_key=True, index=True)
    role: str


class Team(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    heroes: list["Hero"] = Relationship(link_model=Membership)


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)


team = Team(heroes=[Hero()])
```

## Use instead
```python
from sqlmodel import Field, Relationship, SQLModel


class Membership(SQLModel, table=True):
    team_id: int = Field(foreign_key="team.id", primary_key=True)
    hero_id: int = Field(foreign_key="hero.id", primary_key=True, index=True)
    role: str
    hero: "Hero" = Relationship()


class Team(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    memberships: list[Membership] = Relationship()


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)


team = Team(memberships=[Membership(hero=Hero(), role="leader")])
```

## When it does not apply
The further columns have defaults, admit None or get a value from the database. A list
that is only read, with `sa_relationship_kwargs={"viewonly": True}`, is fine.
"""

import ast
from collections.abc import Iterator

from mcp_server.rules.attributes import assigned, called_on, row
from mcp_server.rules.inference import model
from mcp_server.rules.models import Member, Model
from mcp_server.rules.module import Module
from mcp_server.rules.rule import Violation
from mcp_server.rules.tables import body_value, is_whole, options

CODE = "SQM024"
SEVERITY = "error"
CATEGORY = "relationships"
PROBLEM = "integrity-not-null"
FIX = None
ADDS = {"append", "extend", "insert", "add"}
GIVEN = ("default", "default_factory", "sa_column", "sa_column_kwargs", "nullable")


def check(module: Module) -> Iterator[Violation]:
    """Writes to a list that cannot fill the link."""
    for node, owner, name in _writes(module) if module.project.tables else ():
        member = owner.relationships.get(name)
        link = _link(owner, member) if member else None
        required = next(_required(link), None) if link else None
        if link and required:
            yield Violation(
                node=node,
                message=f"Through {owner.name}.{name}, {link.name}.{required} stays "
                "empty, which the database refuses.",
                remedy=f"Make a {link.name} with its {required}, and give both models "
                f"a relationship to {link.name}.",
            )


def _writes(module: Module) -> Iterator[tuple[ast.AST, Model, str]]:
    """Where something is put into a relationship: the place, its model, its name."""
    for call, place in called_on(module, ADDS):
        found = row(module, place)
        if found and found.model:
            yield call, found.model, place.attr
    for node, place in assigned(module):
        found = row(module, place) if _is_filled(node.value) else None
        if found and found.model:
            yield node, found.model, place.attr
    for call in module.nodes(ast.Call):
        made = model(module, call.func) if call.keywords else None
        for keyword in call.keywords if made else ():
            if made and keyword.arg and _is_filled(keyword.value):
                yield keyword, made, keyword.arg


def _is_filled(node: ast.expr) -> bool:
    return not isinstance(node, ast.List) or bool(node.elts)


def _link(owner: Model, member: Member) -> Model | None:
    given = member.argument("link_model")
    found = model(owner.module, given)
    known = options(member)
    is_read = known is None or "viewonly" in known
    return found if found and found.is_table and not is_read else None


def _required(link: Model) -> Iterator[str]:
    """Columns of the link that the keys do not fill."""
    if not is_whole(link) or body_value(link, "__mapper_args__") is not None:
        return
    for member in link.fields.values():
        call = member.call
        has_value = member.node.value is not None and member.node.value is not call
        has_default = has_value or bool(call and call.args)
        is_given = has_default or any(member.argument(one) for one in GIVEN)
        is_key = member.is_key or member.argument("foreign_key") is not None
        if not (is_given or is_key or member.is_optional or member.is_open):
            yield member.name
