"""An engine prints every statement.

## What it does
Finds engines that are made with the literal `echo=True`.

## Why is this bad
Each statement and its parameters go to the log, twice if logging is configured: slow,
and the parameters are the data of users. Good at the desk, not for what is deployed.

## Example
```python
from sqlmodel import create_engine

engine = create_engine("sqlite:///app.db", echo=True)
```

## Use instead
```python
from sqlmodel import create_engine

engine = create_engine("sqlite:///app.db")
```

## When it does not apply
Tutorials and tests. A value that comes from a setting (`echo=settings.debug`) is not
looked at. For a while, raise the level of the logger `sqlalchemy.engine` instead.
"""

import ast
from collections.abc import Iterator

from mcp_server.rules.edits import remove_keyword
from mcp_server.rules.engines import EngineCall, engines
from mcp_server.rules.module import Module
from mcp_server.rules.rule import Fix, Violation

CODE = "SQM002"
SEVERITY = "info"
CATEGORY = "engine"
PROBLEM = None
FIX = "unsafe"
"""Somebody may want to see the statements just now."""


def check(module: Module) -> Iterator[Violation]:
    """Engines of programs with a literal echo."""
    for engine in engines(module) if not module.is_test else ():
        echo = engine.argument("echo")
        if isinstance(echo, ast.Constant) and echo.value in (True, "debug"):
            yield _violation(module, engine)


def _violation(module: Module, engine: EngineCall) -> Violation:
    edit = remove_keyword(module, engine.node, "echo")
    return Violation(
        node=engine.node,
        message="This engine prints every statement and its parameters.",
        remedy="Remove echo, or set it from a setting that is off in production.",
        fix=Fix("Remove echo", (edit,), "unsafe"),
    )
