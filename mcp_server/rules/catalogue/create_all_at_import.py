"""Importing the application creates tables.

## What it does
Finds `metadata.create_all(engine)` at the top level of a file that makes a `FastAPI`.

## Why is this bad
Every import connects to the database: tests, workers, migrations and the generator of
the OpenAPI document too. If the server is not up yet, the application cannot even be
imported. `create_all` also never changes a table that exists.

## Example
```python
from fastapi import FastAPI
from sqlmodel import SQLModel, create_engine

engine = create_engine("sqlite:///app.db")
SQLModel.metadata.create_all(engine)
app = FastAPI()
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
Scripts, tests, programs in one file that run themselves (`TestClient(app)`, or
`uvicorn.run` at the top level), and anything below `if __name__ == "__main__":`.
In production, migrations make the tables.
"""

import ast
from collections.abc import Iterator

from mcp_server.rules.module import Module
from mcp_server.rules.rule import Violation

CODE = "SQM054"
SEVERITY = "info"
CATEGORY = "engine"
PROBLEM = None
FIX = None
RUNS = ("fastapi.testclient.TestClient", "starlette.testclient.TestClient")
BLOCKS = (ast.Expr, ast.With, ast.Module)


def check(module: Module) -> Iterator[Violation]:
    """Calls of create_all() that an import executes."""
    if "create_all" not in module.source or not _is_application(module):
        return
    for call in module.nodes(ast.Call):
        named = isinstance(call.func, ast.Attribute) and call.func.attr == "create_all"
        if named and all(isinstance(one, BLOCKS) for one in module.ancestors(call)):
            yield Violation(
                node=call,
                message="Importing this file connects and creates tables.",
                remedy="Move it into the lifespan, or leave it to migrations.",
            )


def _is_application(module: Module) -> bool:
    makes = next(module.calls("fastapi.FastAPI"), None) is not None
    runs = next(module.calls(*RUNS, "uvicorn.run"), None) is not None
    return makes and not runs and not module.is_test
