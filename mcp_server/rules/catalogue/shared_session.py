"""One session is shared by everything in the module.

## What it does
Finds a session made at module level that functions of an application use.

## Why is this bad
A session is one conversation with the database, for one task at a time. Shared by
requests, their changes mix: one request commits or rolls back the half-done work of
another, rows grow stale, the first error blocks all that follow, and two threads in it
at once break it.

## Example
```python
from fastapi import FastAPI, HTTPException
from sqlmodel import Field, Session, SQLModel, create_engine


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str


engine = create_engine("sqlite:///app.db")
session = Session(engine)
app = FastAPI()


@app.get("/heroes/{hero_id}/name")
def read_name(hero_id: int) -> str:
    hero = session.get(Hero, hero_id)
    if hero is None:
        raise HTTPException(status_code=404)
    return hero.name
```

## Use instead
```python
from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException
from sqlmodel import Field, Session, SQLModel, create_engine


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str


engine = create_engine("sqlite:///app.db")
app = FastAPI()


def get_session() -> Iterator[Session]:
    with Session(engine) as session:
        yield session


SessionDep = Annotated[Session, Depends(get_session)]


@app.get("/heroes/{hero_id}/name")
def read_name(session: SessionDep, hero_id: int) -> str:
    hero = session.get(Hero, hero_id)
    if hero is None:
        raise HTTPException(status_code=404)
    return hero.name
```

## When it does not apply
A script, which uses it at module level or calls the functions that do: it has a
`__main__` guard or calls at module level, and neither FastAPI nor threads. A
`scoped_session` is one session for each thread.
"""

import ast
from collections.abc import Iterator

from mcp_server.rules.inference import held
from mcp_server.rules.module import Module
from mcp_server.rules.rule import Violation
from mcp_server.rules.sessions import KINDS

CODE = "SQM029"
SEVERITY = "warning"
CATEGORY = "sessions"
PROBLEM = "concurrent-session-use"
FIX = None
CONCURRENT = (
    "fastapi",
    "starlette",
    "threading",
    "concurrent",
    "asyncio",
    "celery",
    "flask",
)


def check(module: Module) -> Iterator[Violation]:
    """Sessions at module level that functions of an application use."""
    if "ession" not in module.source:
        return
    for node in module.tree.body:
        name = _session_name(module, node)
        if name and _is_used(module, name) and not _is_script(module):
            yield Violation(
                node=node,
                message=f"{name} is one session for the whole module.",
                remedy="Make a session for each request or unit of work: "
                "`with Session(engine) as session:`, in a dependency that yields it.",
            )


def _session_name(module: Module, node: ast.stmt) -> str | None:
    if not isinstance(node, ast.Assign | ast.AnnAssign):
        return None
    target = node.targets[0] if isinstance(node, ast.Assign) else node.target
    if not isinstance(target, ast.Name) or not isinstance(node.value, ast.Call):
        return None
    found = held(module, node.value)
    if found is None or found.kind not in KINDS or found.origin is not node.value:
        return None
    scoped = found.type == "sqlalchemy.orm.scoped_session"
    return None if scoped else target.id


def _is_used(module: Module, name: str) -> bool:
    """A function reads the name, and it is the module's."""
    whole = f"{module.name}.{name}"
    return any(
        node.id == name
        and module.function(node) is not None
        and module.qualified(node) == whole
        for node in module.nodes(ast.Name)
    )


def _is_script(module: Module) -> bool:
    """It runs from top to bottom, in one thread."""
    imported = module.imports.names.values()
    if any(one.partition(".")[0] in CONCURRENT for one in imported):
        return False
    return any(_is_guard(one) or _is_own_call(module, one) for one in module.tree.body)


def _is_guard(node: ast.stmt) -> bool:
    return isinstance(node, ast.If) and any(
        isinstance(one, ast.Name) and one.id == "__name__"
        for one in ast.walk(node.test)
    )


def _is_own_call(module: Module, node: ast.stmt) -> bool:
    """A statement at module level that calls a function of the module."""
    defined = module.definitions
    return not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and any(
        isinstance(one, ast.Call)
        and isinstance(one.func, ast.Name)
        and isinstance(defined.get(one.func.id), ast.FunctionDef)
        for one in ast.walk(node)
    )
