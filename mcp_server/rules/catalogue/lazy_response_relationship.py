"""A list's response reads a relationship that its query does not load.

## What it does
Finds endpoints that return a list of rows, whose response model has a relationship of
the table as a field, while the query does not load that relationship.

## Why is this bad
FastAPI reads the field of each row while it builds the response, and each read sends a
`SELECT`: 101 statements for 100 rows. In an asynchronous session it cannot, and raises
`MissingGreenlet`, which is an error.

## Example
```python
from typing import Annotated

from fastapi import Depends, FastAPI
from sqlmodel import Field, Relationship, Session, SQLModel, col, select


class Team(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    heroes: list["Hero"] = Relationship(back_populates="team")


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    team_id: int | None = Field(default=None, foreign_key="team.id", index=True)
    team: Team | None = Relationship(back_populates="heroes")


class HeroPublic(SQLModel):
    id: int


class TeamPublic(SQLModel):
    id: int
    heroes: list[HeroPublic]


def get_session() -> Session:
    raise NotImplementedError


app = FastAPI()
SessionDep = Annotated[Session, Depends(get_session)]


@app.get("/teams", response_model=list[TeamPublic])
def read_teams(session: SessionDep) -> list[Team]:
    return session.exec(select(Team).order_by(col(Team.id)).limit(100)).all()
```

## Use instead
```python
from typing import Annotated

from fastapi import Depends, FastAPI
from sqlalchemy.orm import selectinload
from sqlmodel import Field, Relationship, Session, SQLModel, col, select


class Team(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    heroes: list["Hero"] = Relationship(back_populates="team")


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    team_id: int | None = Field(default=None, foreign_key="team.id", index=True)
    team: Team | None = Relationship(back_populates="heroes")


class HeroPublic(SQLModel):
    id: int


class TeamPublic(SQLModel):
    id: int
    heroes: list[HeroPublic]


def get_session() -> Session:
    raise NotImplementedError


app = FastAPI()
SessionDep = Annotated[Session, Depends(get_session)]


@app.get("/teams", response_model=list[TeamPublic])
def read_teams(session: SessionDep) -> list[Team]:
    query = select(Team).options(selectinload(Team.heroes))
    return session.exec(query.order_by(col(Team.id)).limit(100)).all()
```

## When it does not apply
The relationship says how it is loaded (`lazy="selectin"`), the function or the query
names the relationship or gets its options from elsewhere, or the function reads more
than the list. Rows that a function of yours returns are not followed.
"""

import ast
from collections.abc import Iterator

from mcp_server.rules.inference import held, model
from mcp_server.rules.kinds import Held
from mcp_server.rules.models import Member, Model
from mcp_server.rules.module import Module
from mcp_server.rules.routes import Route, routes
from mcp_server.rules.rule import Violation
from mcp_server.rules.sessions import SessionCall, session_calls

CODE = "SQM073"
SEVERITY = "warning"
CATEGORY = "performance"
PROBLEM = "n-plus-one"
FIX = None
READS = ("exec", "execute", "scalars", "scalar", "get", "get_one", "refresh")


def check(module: Module) -> Iterator[Violation]:
    """Endpoints for lists with nested responses."""
    for route in routes(module):
        answer = _answer(module, route)
        reads = _reads(module, route) if answer else []
        if answer and len(reads) == 1:
            for node, found in _returned(module, route):
                for name in _lazy(module, route, answer, found):
                    yield _violation(node, found, name, reads[0])


def _answer(module: Module, route: Route) -> Model | None:
    """The data model of the items in the response, if that is a list."""
    response = route.response
    if not route.answers_many or not isinstance(response, ast.Subscript):
        return None
    found = model(module, response.slice)
    return found if found and not found.is_table else None


def _reads(module: Module, route: Route) -> list[SessionCall]:
    calls = session_calls(module, *READS)
    return [one for one in calls if module.function(one.call) is route.function]


def _returned(module: Module, route: Route) -> Iterator[tuple[ast.Return, Held]]:
    """Rows that the function returns as the query gave them."""
    for node in ast.walk(route.function):
        if isinstance(node, ast.Return) and node.value is not None:
            found = held(module, node.value)
            if found and found.kind in ("rows", "result") and found.model:
                yield node, found


def _lazy(module: Module, route: Route, answer: Model, found: Held) -> Iterator[str]:
    """Relationships of the rows that only the response asks for."""
    assert found.model is not None
    written = module.text(route.function)
    if _has_other_options(module, route):
        return
    for name, field in answer.fields.items():
        relationship = found.model.relationships.get(name)
        is_named = f".{name}" in written or f'"{name}"' in written
        if relationship is None or is_named or _is_eager(relationship):
            continue
        if _is_nested(module, field):
            yield name


def _has_other_options(module: Module, route: Route) -> bool:
    """Options that are made elsewhere may load anything."""
    for node in ast.walk(route.function):
        if isinstance(node, ast.Name) and _is_ready(module, node):
            return True
        func = node.func if isinstance(node, ast.Call) else None
        if isinstance(func, ast.Attribute) and func.attr == "options":
            given = node.args if isinstance(node, ast.Call) else []
            if any(isinstance(one, ast.Name | ast.Starred) for one in given):
                return True
    return False


def _is_ready(module: Module, name: ast.Name) -> bool:
    """A statement, or options, that the top level of a file holds ready."""
    defined = module.project.definition(module.qualified(name))
    if not defined or not isinstance(defined[1], ast.Assign):
        return False
    return "load(" in defined[0].text(defined[1])


def _is_eager(relationship: Member) -> bool:
    """It says itself how it is loaded."""
    return relationship.argument("sa_relationship_kwargs") is not None or (
        relationship.argument("sa_relationship") is not None
    )


def _is_nested(module: Module, field: Member) -> bool:
    known = {one.name for one in module.project.models.values()}
    return bool(known & set(field.types))


def _violation(
    node: ast.Return, found: Held, name: str, read: SessionCall
) -> Violation:
    assert found.model is not None
    owner = found.model.name
    is_async = read.held.kind == "async session"
    return Violation(
        node=node,
        message=(
            f"The response reads {owner}.{name}, which is not loaded: MissingGreenlet."
            if is_async
            else f"The response reads {owner}.{name} with a statement for each row."
        ),
        remedy=f"Add .options(selectinload({owner}.{name})) to the query.",
        severity="error" if is_async else None,
    )
