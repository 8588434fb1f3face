"""A session is opened and never closed.

## What it does
Finds a session that a function makes, and neither closes nor hands to anybody.

## Why is this bad
An open session keeps its connection until it happens to be collected. When something
holds on to it, an exception with its traceback for instance, the pool runs out of
connections and every further request waits and fails.

## Example
```python
from sqlmodel import Field, Session, SQLModel, create_engine


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str


engine = create_engine("sqlite:///app.db")


def name_of(hero_id: int) -> str:
    session = Session(engine)
    return session.get_one(Hero, hero_id).name
```

## Use instead
```python
from sqlmodel import Field, Session, SQLModel, create_engine


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str


engine = create_engine("sqlite:///app.db")


def name_of(hero_id: int) -> str:
    with Session(engine) as session:
        return session.get_one(Hero, hero_id).name
```

## When it does not apply
The function closes it, uses it in `with`, returns or yields it, stores it somewhere, or
passes it to a function, which may close it. At module level it lives as long as the
script. A `scoped_session` is closed with `remove()`.
"""

import ast
from collections.abc import Iterator

from mcp_server.rules.inference import held
from mcp_server.rules.module import Module
from mcp_server.rules.rule import Violation
from mcp_server.rules.sessions import KINDS, names

CODE = "SQM030"
SEVERITY = "warning"
CATEGORY = "sessions"
PROBLEM = "connection-leak"
FIX = None
ENDS = {"close", "remove", "__exit__", "__aexit__", "close_all", "aclose"}
KEPT_FOR = {"begin", "close", "__enter__", "__aenter__", "invalidate", "remove"}
SCOPED = "sqlalchemy.orm.scoped_session"


def check(module: Module) -> Iterator[Violation]:
    """Sessions that functions make for themselves and forget."""
    if "ession" not in module.source:
        return
    for call in module.nodes(ast.Call):
        parent = module.parent(call)
        if isinstance(parent, ast.Assign) and len(parent.targets) == 1:
            target = parent.targets[0]
            if isinstance(target, ast.Name) and _is_forgotten(module, call, target):
                yield _violation(call, target.id)
        elif isinstance(parent, ast.Attribute) and parent.attr not in KEPT_FOR:
            called = isinstance(module.parent(parent), ast.Call)
            if called and module.function(call) and _is_made(module, call):
                yield _violation(call, "The session")


def _is_made(module: Module, call: ast.Call) -> bool:
    found = held(module, call)
    return (
        found is not None
        and found.kind in KINDS
        and found.origin is call
        and found.type != SCOPED
        and not _is_begin(call)
    )


def _is_begin(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Attribute) and call.func.attr == "begin"


def _is_forgotten(module: Module, call: ast.Call, target: ast.Name) -> bool:
    function = module.function(call)
    if function is None or not _is_made(module, call):
        return False
    for part in ast.walk(function):
        if isinstance(part, ast.Global | ast.Nonlocal) and target.id in part.names:
            return False
    return all(
        use is target or _is_plain_use(module, use)
        for use in names(function, target.id)
    )


def _is_plain_use(module: Module, use: ast.Name) -> bool:
    """It calls a method of the session, and none that ends it."""
    parent = module.parent(use)
    return (
        isinstance(parent, ast.Attribute)
        and parent.attr not in ENDS
        and isinstance(module.parent(parent), ast.Call)
    )


def _violation(node: ast.AST, name: str) -> Violation:
    return Violation(
        node=node,
        message=f"{name} is never closed: its connection stays out of the pool.",
        remedy="Use `with Session(engine) as session:`.",
    )
