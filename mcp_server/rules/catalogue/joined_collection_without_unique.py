"""A joined collection is read without unique().

## What it does
Finds results of a statement that loads a collection by `joinedload()` and is read
without `.unique()`.

## Why is this bad
The join repeats the parent for each child. SQLAlchemy does not guess which rows were
meant and raises InvalidRequestError: "The unique() method must be invoked on this
Result".

## Example
```python
from sqlalchemy.orm import joinedload
from sqlmodel import Field, Relationship, Session, SQLModel, select


class Team(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    heroes: list["Hero"] = Relationship(back_populates="team")


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    team_id: int | None = Field(default=None, foreign_key="team.id", index=True)
    team: Team | None = Relationship(back_populates="heroes")


def team_with_heroes(session: Session, team_id: int) -> Team:
    statement = select(Team).options(joinedload(Team.heroes))
    return session.exec(statement.where(Team.id == team_id)).one()
```

## Use instead
```python
from sqlalchemy.orm import joinedload
from sqlmodel import Field, Relationship, Session, SQLModel, select


class Team(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    heroes: list["Hero"] = Relationship(back_populates="team")


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    team_id: int | None = Field(default=None, foreign_key="team.id", index=True)
    team: Team | None = Relationship(back_populates="heroes")


def team_with_heroes(session: Session, team_id: int) -> Team:
    statement = select(Team).options(joinedload(Team.heroes))
    return session.exec(statement.where(Team.id == team_id)).unique().one()
```

## When it does not apply
`.first()` and `.scalar()` take the first row and need no `unique()`; neither does a
relationship to one row, nor `session.query()`. For a list, `selectinload()` is usually
the better choice: no repeated parents, and a limit counts rows as expected.
"""

import ast
from collections.abc import Iterator

from mcp_server.rules.edits import append, before_method
from mcp_server.rules.inference import model
from mcp_server.rules.module import Module
from mcp_server.rules.rule import Fix, Violation
from mcp_server.rules.sessions import session_calls
from mcp_server.rules.statements import steps

CODE = "SQM033"
SEVERITY = "error"
CATEGORY = "queries"
PROBLEM = "unique-required"
FIX = "safe"
READS = {"all", "one", "one_or_none", "fetchall", "scalar_one", "scalar_one_or_none"}


def check(module: Module) -> Iterator[Violation]:
    """Executions of a joined collection whose result is read as it is."""
    if "joinedload" not in module.source:
        return
    for one in session_calls(module, "exec", "execute", "scalars"):
        loaded = _joined_collection(module, one.call)
        result = _result(module, one.call)
        if loaded and _is_read(module, result):
            yield Violation(
                node=one.call,
                message=f"joinedload({loaded}) repeats its rows: without unique() this "
                "raises InvalidRequestError.",
                remedy="Read the result through .unique(), or use selectinload().",
                fix=_fix(module, result),
            )


def _result(module: Module, call: ast.Call) -> ast.expr:
    """The expression that is the result: exec(...), with await and .scalars()."""
    node: ast.expr = call
    parent = module.parent(node)
    if isinstance(parent, ast.Await):
        node, parent = parent, module.parent(parent)
    outer = module.parent(parent) if isinstance(parent, ast.Attribute) else None
    is_scalars = isinstance(parent, ast.Attribute) and parent.attr == "scalars"
    return outer if is_scalars and isinstance(outer, ast.Call) else node


def _fix(module: Module, result: ast.expr) -> Fix | None:
    parent = module.parent(result)
    if isinstance(parent, ast.Attribute):
        edit = before_method(module, parent, ".unique()")
    elif isinstance(result, ast.Await):  # it would need brackets
        return None
    else:
        edit = append(module, result, ".unique()")
    return Fix("Insert .unique()", (edit,))


def _joined_collection(module: Module, call: ast.Call) -> str | None:
    calls = steps(module, call.args[0] if call.args else None)
    for step in calls or ():
        if isinstance(step.func, ast.Attribute) and step.func.attr == "options":
            for option in step.args:
                found = _collection(module, option)
                if found:
                    return found
    return None


def _collection(module: Module, option: ast.expr) -> str | None:
    """`Team.heroes` of joinedload(Team.heroes), if every step before it is joined."""
    found = None
    while isinstance(option, ast.Call):
        func = option.func
        name = func.attr if isinstance(func, ast.Attribute) else module.qualified(func)
        if (name or "").rpartition(".")[2] != "joinedload":
            return None
        found = found or _named_collection(module, option)
        inner = func.value if isinstance(func, ast.Attribute) else None
        if not isinstance(inner, ast.Call):
            return found
        option = inner
    return None


def _named_collection(module: Module, option: ast.Call) -> str | None:
    first = option.args[0] if option.args else None
    if not isinstance(first, ast.Attribute):
        return None
    owner = model(module, first.value)
    member = owner.relationships.get(first.attr) if owner else None
    if owner and member and member.is_collection:
        return f"{owner.name}.{member.name}"
    return None


def _is_read(module: Module, result: ast.expr) -> bool:
    """It is iterated, or read by a method that counts on single rows."""
    parent = module.parent(result)
    if isinstance(parent, ast.Attribute):
        return parent.attr in READS
    if isinstance(parent, ast.For | ast.comprehension):
        return parent.iter is result
    return (
        isinstance(parent, ast.Call)
        and result in parent.args
        and isinstance(parent.func, ast.Name)
        and parent.func.id in ("list", "tuple", "set", "sorted")
    )
