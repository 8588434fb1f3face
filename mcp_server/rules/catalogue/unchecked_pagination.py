"""A client may ask for any number of rows.

## What it does
Finds parameters of `GET` endpoints that reach `.limit()` or `.offset()` of a statement
without bounds.

## Why is this bad
`?limit=100000000` reads the whole table into memory. A negative limit or offset is an
error of PostgreSQL, so a 500, and SQLite takes a negative limit for none at all.

## Example
```python
from typing import Annotated

from fastapi import Depends, FastAPI, Query
from sqlmodel import Field, Session, SQLModel, col, select


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)


def get_session() -> Session:
    raise NotImplementedError


app = FastAPI()
SessionDep = Annotated[Session, Depends(get_session)]


@app.get("/heroes")
def read_ids(session: SessionDep, limit: int = 50) -> list[int]:
    return session.exec(select(Hero.id).order_by(col(Hero.id)).limit(limit)).all()
```

## Use instead
```python
from typing import Annotated

from fastapi import Depends, FastAPI, Query
from sqlmodel import Field, Session, SQLModel, col, select


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)


def get_session() -> Session:
    raise NotImplementedError


app = FastAPI()
SessionDep = Annotated[Session, Depends(get_session)]


@app.get("/heroes")
def read_ids(
    session: SessionDep, limit: Annotated[int, Query(ge=1, le=100)] = 50
) -> list[int]:
    return session.exec(select(Hero.id).order_by(col(Hero.id)).limit(limit)).all()
```

## When it does not apply
The endpoint compares the parameter or gives it to `min`, `max` or another function. A
missing lower bound, and an offset, are only a hint. Annotations behind an alias are
taken to be bounded.
"""

import ast
from collections.abc import Iterator

from mcp_server.rules.dependencies import default_of, depends
from mcp_server.rules.edits import add_keyword, replace
from mcp_server.rules.module import Module
from mcp_server.rules.routes import Route, routes
from mcp_server.rules.rule import Fix, Violation

CODE = "SQM052"
SEVERITY = "warning"
CATEGORY = "fastapi"
PROBLEM = "unbounded-select"
FIX = "unsafe"
"""Clients that ask for more get a 422."""
QUERY = "fastapi.Query"
LOWER, UPPER = {"ge", "gt"}, {"le", "lt"}
MOST = 100


def check(module: Module) -> Iterator[Violation]:
    """Parameters of lists, with the method of the statement that they reach."""
    if ".limit(" not in module.source and ".offset(" not in module.source:
        return
    for route in routes(module):
        if route.method == "get":
            for parameter in route.parameters:
                method = _reaches(module, route, parameter.arg)
                if method and not depends(module, parameter):
                    yield from _judged(module, parameter, method)


def _reaches(module: Module, route: Route, name: str) -> str | None:
    """`limit` or `offset`, if that is all that is done with a parameter."""
    found = set()
    for statement in route.function.body:
        for one in ast.walk(statement):
            if isinstance(one, ast.Name) and one.id == name:
                call = module.parent(one)
                func = call.func if isinstance(call, ast.Call) else None
                found.add(func.attr if isinstance(func, ast.Attribute) else None)
    method = found.pop() if len(found) == 1 else None
    return method if method in ("limit", "offset") else None


def _judged(module: Module, parameter: ast.arg, method: str) -> Iterator[Violation]:
    default = default_of(module, parameter)
    queries = [
        one
        for node in (parameter.annotation, default)
        for one in (ast.walk(node) if node else ())
        if isinstance(one, ast.Call)
    ]
    bounds = {keyword.arg for one in queries for keyword in one.keywords}
    if None in bounds or not (_is_int(parameter.annotation) or queries):
        return
    lacks_upper = method == "limit" and not bounds & UPPER
    if lacks_upper or not bounds & LOWER:
        yield _violation(module, parameter, method, queries, bounds)


def _is_int(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Name) and node.id == "int"


def _missing(method: str, default: ast.expr | None, bounds: set[str | None]) -> str:
    """The bounds to add, such as `ge=1, le=100`."""
    value = default.value if isinstance(default, ast.Constant) else 0
    most = max(MOST, value if isinstance(value, int) else 0)
    lower = [] if bounds & LOWER else ["ge=1" if method == "limit" else "ge=0"]
    upper = [] if bounds & UPPER or method == "offset" else [f"le={most}"]
    return ", ".join(lower + upper)


def _violation(
    module: Module,
    parameter: ast.arg,
    method: str,
    queries: list[ast.Call],
    bounds: set[str | None],
) -> Violation:
    missing = _missing(method, default_of(module, parameter), bounds)
    unbounded = "le=" in missing
    return Violation(
        node=parameter,
        message=f"{parameter.arg} has no bound: {missing} is missing.",
        remedy=f"{parameter.arg}: Annotated[int, Query({missing})]",
        fix=_fix(module, parameter, queries, missing),
        severity=None if unbounded else "info",
    )


def _fix(
    module: Module, parameter: ast.arg, queries: list[ast.Call], missing: str
) -> Fix | None:
    if len(queries) == 1 and module.qualified(queries[0].func) == QUERY:
        edit = add_keyword(module, queries[0], missing)
        return Fix(f"Add {missing}", (edit,), "unsafe")
    if queries or parameter.annotation is None:
        return None
    bounded = f"Annotated[int, Query({missing})]"
    edit = replace(module, parameter.annotation, bounded)
    return Fix(f"Add {missing}", (edit,), "unsafe", (QUERY, "typing.Annotated"))
