"""A synchronous session blocks the event loop.

## What it does
Finds statements through a synchronous `Session` directly in `async def` endpoints and
dependencies.

## Why is this bad
While the database works, the event loop waits: every other request of the process
stands still. FastAPI runs plain `def` endpoints in threads, where waiting is harmless.

## Example
```python
from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, FastAPI
from sqlmodel import Session, create_engine, text

engine = create_engine("sqlite:///app.db")
app = FastAPI()


def get_session() -> Iterator[Session]:
    with Session(engine) as session:
        yield session


SessionDep = Annotated[Session, Depends(get_session)]


@app.get("/health")
async def health(session: SessionDep) -> None:
    session.exec(text("SELECT 1"))
```

## Use instead
```python
from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, FastAPI
from sqlmodel import Session, create_engine, text

engine = create_engine("sqlite:///app.db")
app = FastAPI()


def get_session() -> Iterator[Session]:
    with Session(engine) as session:
        yield session


SessionDep = Annotated[Session, Depends(get_session)]


@app.get("/health")
def health(session: SessionDep) -> None:
    session.exec(text("SELECT 1"))
```

## When it does not apply
Scripts, tests, lifespan functions and other code beside which nothing else runs.
Functions inside the endpoint that are given to `run_in_threadpool` or `run_sync`.
Each function is reported once, at its first statement. The fix is to write `def`, where
nothing is awaited, or an `AsyncSession`, where something is.
"""

import ast
from collections.abc import Iterator

from mcp_server.rules.dependencies import is_dependency
from mcp_server.rules.edits import replace_bytes
from mcp_server.rules.module import Module
from mcp_server.rules.routes import routes
from mcp_server.rules.rule import Fix, Violation
from mcp_server.rules.sessions import session_calls

CODE = "SQM043"
SEVERITY = "warning"
CATEGORY = "async"
PROBLEM = "blocking-call-in-async"
FIX = "unsafe"
"""The function then runs in a thread, where other things of it may not be at home."""
READS = ("exec", "execute", "scalar", "scalars", "get", "get_one", "refresh", "query")
BLOCKING = (*READS, "merge", "flush", "commit")
ASYNC = (ast.Await, ast.AsyncFor, ast.AsyncWith, ast.AsyncFunctionDef)


def check(module: Module) -> Iterator[Violation]:
    """The first blocking call of each endpoint or dependency on the event loop."""
    if "async def" not in module.source or module.is_test:
        return
    answering = {one.function for one in routes(module)}
    seen: set[ast.AST] = set()
    for found in session_calls(module, *BLOCKING):
        function = module.function(found.call)
        if found.held.kind != "session" or function in seen:
            continue
        if isinstance(function, ast.AsyncFunctionDef) and (
            function in answering or is_dependency(module, function)
        ):
            seen.add(function)
            yield _violation(module, found.call, function, found.method)


def _violation(
    module: Module, call: ast.Call, function: ast.AsyncFunctionDef, method: str
) -> Violation:
    fix = None
    if not _needs_loop(function):
        edit = replace_bytes(module, function, b"async def", "def")
        fix = Fix("Make it a plain function", (edit,), "unsafe") if edit else None
    return Violation(
        node=call,
        message=f"{method}() blocks the event loop in {function.name}().",
        remedy="Write def instead of async def, or use an AsyncSession.",
        fix=fix,
    )


def _needs_loop(function: ast.AsyncFunctionDef) -> bool:
    """It awaits something, or uses asyncio."""
    return any(
        isinstance(node, ASYNC)
        or (isinstance(node, ast.comprehension) and node.is_async)
        or (isinstance(node, ast.Name) and node.id in ("asyncio", "anyio"))
        for statement in function.body
        for node in ast.walk(statement)
    )
