"""A row that does not exist is not answered with 404.

## What it does
Finds endpoints that get a row by a key of the request and use or return it without
asking whether there is one.

## Why is this bad
`session.get` returns `None` for a key that does not exist. The next line fails with
`AttributeError`, or the response model refuses `None`: the client gets a 500 for a
wrong address, and the log an error that is none.

## Example
```python
from typing import Annotated

from fastapi import Depends, FastAPI
from sqlmodel import Field, Session, SQLModel


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str


def get_session() -> Session:
    raise NotImplementedError


app = FastAPI()


@app.get("/heroes/{hero_id}/name")
def read_name(hero_id: int, session: Annotated[Session, Depends(get_session)]) -> str:
    hero = session.get(Hero, hero_id)
    return hero.name
```

## Use instead
```python
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException
from sqlmodel import Field, Session, SQLModel


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str


def get_session() -> Session:
    raise NotImplementedError


app = FastAPI()


@app.get("/heroes/{hero_id}/name")
def read_name(hero_id: int, session: Annotated[Session, Depends(get_session)]) -> str:
    hero = session.get(Hero, hero_id)
    if hero is None:
        raise HTTPException(status_code=404, detail="Hero not found")
    return hero.name
```

## When it does not apply
The row is tested, compared or given to another function; the key comes from a row, a
dependency or anything but the request, or was looked at before; the endpoint has
dependencies in its decorator. `get_one` raises by itself.
"""

import ast
from collections.abc import Iterator

from mcp_server.rules.dependencies import depends
from mcp_server.rules.inference import held, model
from mcp_server.rules.module import Function, Module
from mcp_server.rules.routes import Route, routes
from mcp_server.rules.rule import Violation
from mcp_server.rules.sessions import session_calls

CODE = "SQM010"
SEVERITY = "warning"
CATEGORY = "fastapi"
PROBLEM = None
FIX = None
CAREFUL = (ast.Try, ast.Match)
NOT_LOOKED_AT = (ast.Assign, ast.Expr, ast.Return, ast.Attribute, ast.Delete)


def check(module: Module) -> Iterator[Violation]:
    """Rows that endpoints get by a key of the request."""
    found = {route.function: route for route in routes(module)}
    for one in session_calls(module, "get") if found else ():
        function = module.function(one.call)
        route = found.get(function) if function else None
        row = model(module, one.call.args[0]) if one.call.args else None
        if route and row and _is_blind(module, route, one.call):
            yield Violation(
                node=one.call,
                message=f"Nothing asks whether this {row.name} exists: 500, not 404.",
                remedy="if it is None: raise HTTPException(status_code=404)",
            )


def _is_blind(module: Module, route: Route, call: ast.Call) -> bool:
    if len(call.args) < 2 or not _is_requested(module, route, call):
        return False
    parent = module.parent(call)
    outer = parent if isinstance(parent, ast.Await) else call
    parent = module.parent(outer)
    if any(isinstance(one, CAREFUL) for one in module.ancestors(outer)):
        return False
    if isinstance(parent, ast.Assign) and isinstance(parent.targets[0], ast.Name):
        return _is_trusted(module, route, parent.targets[0])
    if isinstance(parent, ast.Return):
        return model(module, route.response) is not None
    return isinstance(parent, ast.Attribute)


def _is_requested(module: Module, route: Route, call: ast.Call) -> bool:
    """The key is a parameter of the request that nothing has looked at before."""
    if any(one.arg in ("dependencies", None) for one in route.decorator.keywords):
        return False
    key = call.args[1]
    names = [one for one in ast.walk(key) if isinstance(one, ast.Name)]
    plain = {one.arg for one in route.parameters if not depends(module, one)}
    if not names or any(isinstance(one, ast.Call) for one in ast.walk(key)):
        return False
    return all(
        name.id in plain
        and _is_input(module, name)
        and not _was_read(route.function, name)
        for name in names
    )


def _is_input(module: Module, name: ast.Name) -> bool:
    found = held(module, name)
    return found is None or bool(found.model and not found.model.is_table)


def _was_read(function: Function, name: ast.Name) -> bool:
    return any(
        isinstance(one, ast.Name) and one.id == name.id and one.lineno < name.lineno
        for statement in function.body
        for one in ast.walk(statement)
    )


def _is_trusted(module: Module, route: Route, target: ast.Name) -> bool:
    """The variable is used as a row, and nothing tells it from None."""
    function = route.function
    if len(module.bindings(function).get(target.id, [])) != 1:
        return False
    uses = [
        one
        for statement in function.body
        for one in ast.walk(statement)
        if isinstance(one, ast.Name)
        and one.id == target.id
        and isinstance(one.ctx, ast.Load)
    ]
    return all(_takes_row(module, one) for one in uses) and any(
        _needs_row(module, route, one) for one in uses
    )


def _takes_row(module: Module, use: ast.Name) -> bool:
    """Not a test, not given to somebody who may test it, and not in a try."""
    parent = module.parent(use)
    if any(isinstance(one, CAREFUL) for one in module.ancestors(use)):
        return False
    if isinstance(parent, ast.Call):
        func = parent.func
        on = held(module, func.value) if isinstance(func, ast.Attribute) else None
        return on is not None and on.kind in ("session", "async session")
    return isinstance(parent, NOT_LOOKED_AT)


def _needs_row(module: Module, route: Route, use: ast.Name) -> bool:
    """None here is an error of the server."""
    parent = module.parent(use)
    if isinstance(parent, ast.Return):
        return model(module, route.response) is not None
    if isinstance(parent, ast.Call) and isinstance(parent.func, ast.Attribute):
        return parent.func.attr in ("delete", "refresh", "add")
    return isinstance(parent, ast.Attribute)
