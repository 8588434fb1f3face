"""An endpoint that creates answers 200.

## What it does
Finds `POST` endpoints that store a new row and return it, without a `status_code`.

## Why is this bad
`201 Created` tells clients, caches and the OpenAPI document that there is something
new. Without `status_code=201` FastAPI answers 200.

## Example
```python
from typing import Annotated

from fastapi import Depends, FastAPI
from sqlmodel import Field, Session, SQLModel


class HeroCreate(SQLModel):
    name: str


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str


class HeroPublic(SQLModel):
    id: int
    name: str


def get_session() -> Session:
    raise NotImplementedError


app = FastAPI()
SessionDep = Annotated[Session, Depends(get_session)]


@app.post("/heroes", response_model=HeroPublic)
def create_hero(data: HeroCreate, session: SessionDep) -> Hero:
    hero = Hero.model_validate(data)
    session.add(hero)
    session.commit()
    return hero
```

## Use instead
```python
from typing import Annotated

from fastapi import Depends, FastAPI
from sqlmodel import Field, Session, SQLModel


class HeroCreate(SQLModel):
    name: str


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str


class HeroPublic(SQLModel):
    id: int
    name: str


def get_session() -> Session:
    raise NotImplementedError


app = FastAPI()
SessionDep = Annotated[Session, Depends(get_session)]


@app.post("/heroes", response_model=HeroPublic, status_code=201)
def create_hero(data: HeroCreate, session: SessionDep) -> Hero:
    hero = Hero.model_validate(data)
    session.add(hero)
    session.commit()
    return hero
```

## When it does not apply
Tutorials. Endpoints that return something else than the new row, or set the status
themselves.
"""

import ast
from collections.abc import Iterator

from mcp_server.rules.edits import add_keyword
from mcp_server.rules.inference import model
from mcp_server.rules.module import Module
from mcp_server.rules.routes import Route, routes
from mcp_server.rules.rule import Fix, Violation
from mcp_server.rules.sessions import session_calls

CODE = "SQM071"
SEVERITY = "info"
CATEGORY = "fastapi"
PROBLEM = None
FIX = "unsafe"
"""A client may compare the status with 200."""
SAYS = {"status_code", None}


def check(module: Module) -> Iterator[Violation]:
    """Endpoints that store and return a new row."""
    silent = [
        route
        for route in routes(module)
        if route.method == "post"
        and SAYS.isdisjoint(one.arg for one in route.decorator.keywords)
    ]
    for route in silent:
        if "status_code =" not in module.text(route.function) and _creates(route):
            yield _violation(module, route)


def _creates(route: Route) -> bool:
    """A row that is made here is added, committed and returned."""
    module, function = route.module, route.function
    bound = module.bindings(function)
    made = {
        name
        for name, values in bound.items()
        for one in values
        if isinstance(one.value, ast.Call) and _is_new(module, one.value)
    }
    returned = {
        one.value.id
        for one in ast.walk(function)
        if isinstance(one, ast.Return) and isinstance(one.value, ast.Name)
    }
    stored = {
        one.call.args[0].id
        for one in session_calls(module, "add")
        if module.function(one.call) is function
        and one.call.args
        and isinstance(one.call.args[0], ast.Name)
    }
    return bool(made & returned & stored)


def _is_new(module: Module, call: ast.Call) -> bool:
    func = call.func
    if isinstance(func, ast.Attribute) and func.attr == "model_validate":
        func = func.value
    found = model(module, func)
    return found is not None and found.is_table


def _violation(module: Module, route: Route) -> Violation:
    edit = add_keyword(module, route.decorator, "status_code=201")
    return Violation(
        node=route.decorator,
        message=f"{route.function.name}() creates a row and answers 200.",
        remedy="Add status_code=201 to the decorator.",
        fix=Fix("Answer 201", (edit,), "unsafe"),
    )
