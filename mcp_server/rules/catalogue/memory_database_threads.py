"""A database in memory is used from several threads.

## What it does
Finds synchronous engines for SQLite in memory without `StaticPool` that endpoints or
dependencies of the same file use.

## Why is this bad
Such a database lives in one connection, and the default pool gives each thread its own.
FastAPI runs plain endpoints in threads, so these see an empty database: `no such
table`.

## Example
```python
from fastapi import FastAPI
from sqlmodel import Session, create_engine, text

engine = create_engine("sqlite://")
app = FastAPI()


@app.get("/health")
def health() -> None:
    with Session(engine) as session:
        session.exec(text("SELECT 1"))
```

## Use instead
```python
from fastapi import FastAPI
from sqlalchemy.pool import StaticPool
from sqlmodel import Session, create_engine, text

engine = create_engine(
    "sqlite://", connect_args={"check_same_thread": False}, poolclass=StaticPool
)
app = FastAPI()


@app.get("/health")
def health() -> None:
    with Session(engine) as session:
        session.exec(text("SELECT 1"))
```

## When it does not apply
Scripts and tests with one thread. `sqlite+aiosqlite://` uses `StaticPool` by itself.
All sessions then share one connection and so one transaction: for tests and trials
only.
"""

import ast
from collections.abc import Iterator

from mcp_server.rules.dependencies import is_dependency
from mcp_server.rules.edits import add_keyword
from mcp_server.rules.engines import EngineCall, engines
from mcp_server.rules.module import Module
from mcp_server.rules.routes import routes
from mcp_server.rules.rule import Fix, Violation

CODE = "SQM069"
SEVERITY = "warning"
CATEGORY = "engine"
PROBLEM = "sqlite-memory-no-such-table"
FIX = "safe"
CLIENTS = ("fastapi.testclient.TestClient", "starlette.testclient.TestClient")


def check(module: Module) -> Iterator[Violation]:
    """Engines in memory beside endpoints that run in threads."""
    for engine in engines(module):
        if engine.is_async or not engine.url or not engine.url.is_memory:
            continue
        pools = engine.argument("poolclass") or engine.argument("creator")
        is_plain = not pools and not engine.has_more
        if is_plain and _has_threads(module) and _is_shared(module, engine):
            yield _violation(module, engine)


def _has_threads(module: Module) -> bool:
    """Its endpoints run in threads: plain functions, or asked by a TestClient."""
    if next(module.calls(*CLIENTS), None) is not None:
        return True
    return any(isinstance(one.function, ast.FunctionDef) for one in routes(module))


def _is_shared(module: Module, engine: EngineCall) -> bool:
    """Endpoints, dependencies or inner functions use the engine."""
    bound = module.parent(engine.node)
    targets = bound.targets if isinstance(bound, ast.Assign) else []
    names = {one.id for one in targets if isinstance(one, ast.Name)}
    made_in = module.function(engine.node)
    answering = {one.function for one in routes(module)}
    for one in module.nodes(ast.Name):
        function = module.function(one) if one.id in names else None
        if function is None or function is made_in:
            continue
        if made_in or function in answering or is_dependency(module, function):
            return True
    return False


def _violation(module: Module, engine: EngineCall) -> Violation:
    return Violation(
        node=engine.node,
        message="Each thread of this engine sees an empty database of its own.",
        remedy='Add poolclass=StaticPool and connect_args={"check_same_thread": False}',
        fix=_fix(module, engine),
    )


def _fix(module: Module, engine: EngineCall) -> Fix | None:
    added = "poolclass=StaticPool"
    given = engine.argument("connect_args")
    if given is None:
        added = f'connect_args={{"check_same_thread": False}}, {added}'
    elif "check_same_thread" not in ast.dump(given):
        return None
    edit = add_keyword(module, engine.node, added)
    return Fix("Use one connection", (edit,), imports=("sqlalchemy.pool.StaticPool",))
