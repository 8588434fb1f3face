"""An HTTPException is returned instead of raised.

## What it does
Finds `return HTTPException(...)` in endpoints and dependencies.

## Why is this bad
Returned, it is an ordinary value. The client gets a 200 with the exception as its body,
or a 500 if a response model refuses it; a dependency lets everybody pass.

## Example
```python
from fastapi import FastAPI, HTTPException

app = FastAPI()


@app.get("/heroes/{name}")
def read_hero(name: str) -> str:
    if name != "Deadpond":
        return HTTPException(status_code=404)
    return name
```

## Use instead
```python
from fastapi import FastAPI, HTTPException

app = FastAPI()


@app.get("/heroes/{name}")
def read_hero(name: str) -> str:
    if name != "Deadpond":
        raise HTTPException(status_code=404)
    return name
```

## When it does not apply
Functions that make an exception for others to raise: those that are neither an endpoint
nor a dependency.
"""

import ast
from collections.abc import Iterator

from mcp_server.rules.dependencies import is_dependency
from mcp_server.rules.edits import replace_bytes
from mcp_server.rules.module import Module
from mcp_server.rules.routes import routes
from mcp_server.rules.rule import Fix, Violation

CODE = "SQM093"
SEVERITY = "error"
CATEGORY = "fastapi"
PROBLEM = None
FIX = "safe"


def check(module: Module) -> Iterator[Violation]:
    """Exceptions that endpoints and dependencies return."""
    answering = None
    for call in module.calls("fastapi.HTTPException"):
        returned, function = module.parent(call), module.function(call)
        if not isinstance(returned, ast.Return) or function is None:
            continue
        if answering is None:
            answering = {route.function for route in routes(module)}
        if function in answering or is_dependency(module, function):
            edit = replace_bytes(module, returned, b"return", "raise")
            yield Violation(
                node=returned,
                message="The exception is returned: the client gets no error.",
                remedy="Raise it.",
                fix=Fix("Raise it", (edit,)) if edit else None,
            )
