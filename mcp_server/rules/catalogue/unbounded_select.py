"""An endpoint returns every row of a table.

## What it does
Finds endpoints that return `session.exec(select(Hero)).all()` without `limit()`.

## Why is this bad
The answer grows with the table. One day a single request loads all rows into the memory
of the server, and takes the time that all others wait for.

## Example
```python
from typing import Annotated

from fastapi import Depends, FastAPI
from sqlmodel import Field, Session, SQLModel, create_engine, select


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str


class HeroPublic(SQLModel):
    id: int
    name: str


engine = create_engine("sqlite:///app.db")
app = FastAPI()


def get_session():
    with Session(engine) as session:
        yield session


SessionDep = Annotated[Session, Depends(get_session)]


@app.get("/heroes")
def read_heroes(session: SessionDep) -> list[HeroPublic]:
    return session.exec(select(Hero)).all()
```

## Use instead
```python
from typing import Annotated

from fastapi import Depends, FastAPI, Query
from sqlmodel import Field, Session, SQLModel, col, create_engine, select


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str


class HeroPublic(SQLModel):
    id: int
    name: str


engine = create_engine("sqlite:///app.db")
app = FastAPI()


def get_session():
    with Session(engine) as session:
        yield session


SessionDep = Annotated[Session, Depends(get_session)]


@app.get("/heroes")
def read_heroes(
    session: SessionDep,
    offset: Annotated[int, Query(ge=0)] = 0,
    limit: Annotated[int, Query(ge=1, le=100)] = 100,
) -> list[HeroPublic]:
    statement = select(Hero).order_by(col(Hero.id)).offset(offset).limit(limit)
    return session.exec(statement).all()
```

## When it does not apply
The statement is limited, aggregated, or asks by a condition; its building cannot be
followed. Small tables that never grow (countries, roles) may be returned whole: silence
the rule there.
"""

import ast
from collections.abc import Iterator

from mcp_server.rules.inference import held
from mcp_server.rules.module import Module
from mcp_server.rules.routes import routes
from mcp_server.rules.rule import Violation
from mcp_server.rules.statements import execution, methods, steps

CODE = "SQM034"
SEVERITY = "info"
CATEGORY = "performance"
PROBLEM = "unbounded-select"
FIX = None
READS = ("all", "fetchall")
BOUNDS = {"limit", "fetch", "slice", "where", "filter", "filter_by", "group_by"}


def check(module: Module) -> Iterator[Violation]:
    """Results that an endpoint returns whole."""
    for route in routes(module):
        if route.method != "get":
            continue
        for node in ast.walk(route.function):
            found = _returned(module, node)
            if found is not None and _is_unbounded(module, found):
                yield Violation(
                    node=found,
                    message=f"{route.function.name}() returns every row of the table.",
                    remedy="Take offset and limit with bounds "
                    "(`Annotated[int, Query(ge=1, le=100)]`), and order the rows.",
                )


def _returned(module: Module, node: ast.AST) -> ast.Call | None:
    """The call of .all() whose rows are returned, also by way of a variable."""
    value = node.value if isinstance(node, ast.Return) else None
    while isinstance(value, ast.Await | ast.Name):
        if isinstance(value, ast.Await):
            value = value.value
            continue
        found = held(module, value)
        made = found.origin if found and found.kind == "rows" else None
        return made if isinstance(made, ast.Call) and _is_all(made) else None
    return value if isinstance(value, ast.Call) and _is_all(value) else None


def _is_all(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Attribute) and call.func.attr in READS


def _is_unbounded(module: Module, call: ast.Call) -> bool:
    executed = execution(module, call)
    calls = steps(module, executed.args[0]) if executed else None
    found = held(module, call)
    is_table = found is not None and found.model is not None
    return is_table and calls is not None and not methods(calls) & BOUNDS
