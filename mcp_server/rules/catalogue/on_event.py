"""Startup and shutdown are handled by deprecated events.

## What it does
Finds `@app.on_event("startup")` and `@app.on_event("shutdown")`.

## Why is this bad
`on_event` is deprecated. A lifespan function keeps what belongs together in one place:
it makes the engine before the first request and disposes of it after the last one, also
if the startup fails halfway. Where the application has a lifespan already, functions of
`on_event` never run, without a word: that is an error.

## Example
```python
from fastapi import FastAPI
from sqlmodel import SQLModel, create_engine

engine = create_engine("sqlite:///app.db")
app = FastAPI()


@app.on_event("startup")
def create_tables() -> None:
    SQLModel.metadata.create_all(engine)
```

## Use instead
```python
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from sqlmodel import SQLModel, create_engine

engine = create_engine("sqlite:///app.db")


@asynccontextmanager
async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
    SQLModel.metadata.create_all(engine)
    yield  # requests are answered
    engine.dispose()


app = FastAPI(lifespan=lifespan)
```

## When it does not apply
Objects of other libraries that have an `on_event` as well.
"""

import ast
from collections.abc import Iterator

from mcp_server.rules.module import Module
from mcp_server.rules.routes import is_router
from mcp_server.rules.rule import Violation

CODE = "SQM056"
SEVERITY = "info"
CATEGORY = "fastapi"
PROBLEM = None
FIX = None


def check(module: Module) -> Iterator[Violation]:
    """Calls of on_event() of an application or router."""
    if "on_event" not in module.source:
        return
    for call in module.nodes(ast.Call):
        func = call.func
        named = isinstance(func, ast.Attribute) and func.attr == "on_event"
        if named and isinstance(func, ast.Attribute) and is_router(module, func.value):
            ignored = _has_lifespan(module, func.value)
            yield Violation(
                node=call,
                message=(
                    "This function never runs: the application has a lifespan."
                    if ignored
                    else "on_event() is deprecated."
                ),
                remedy="Move it into the function of FastAPI(lifespan=...).",
                severity="error" if ignored else None,
            )


def _has_lifespan(module: Module, node: ast.expr) -> bool:
    """The application was made with a lifespan that is not None."""
    defined = module.project.definition(module.qualified(node))
    made = getattr(defined[1], "value", None) if defined else None
    given = [
        one.value for one in getattr(made, "keywords", ()) if one.arg == "lifespan"
    ]
    return bool(given) and not isinstance(given[0], ast.Constant)
