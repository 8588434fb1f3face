"""An event is listened for on an asynchronous engine.

## What it does
Finds `event.listen` and `event.listens_for` whose target is an `AsyncEngine` or an
`AsyncSession`.

## Why is this bad
It raises `NotImplementedError: asynchronous events are not implemented`. Events happen
in the synchronous engine inside, which `async_engine.sync_engine` gives.

## Example
```python
from sqlalchemy import event
from sqlalchemy.ext.asyncio import create_async_engine

engine = create_async_engine("sqlite+aiosqlite:///app.db")


@event.listens_for(engine, "connect")
def enforce_foreign_keys(connection, record):
    connection.execute("PRAGMA foreign_keys=ON")
```

## Use instead
```python
from sqlalchemy import event
from sqlalchemy.ext.asyncio import create_async_engine

engine = create_async_engine("sqlite+aiosqlite:///app.db")


@event.listens_for(engine.sync_engine, "connect")
def enforce_foreign_keys(connection, record):
    connection.execute("PRAGMA foreign_keys=ON")
```

## When it does not apply
`AsyncEngine` in an annotation that is no parameter of that function is not followed.
Classes as targets (`event.listens_for(Session, ...)`) are right.
"""

import ast
from collections.abc import Iterator

from mcp_server.rules.edits import append
from mcp_server.rules.inference import held
from mcp_server.rules.module import Module
from mcp_server.rules.rule import Fix, Violation

CODE = "SQM075"
SEVERITY = "error"
CATEGORY = "async"
PROBLEM = None
FIX = "safe"
LISTENERS = ("sqlalchemy.event.listens_for", "sqlalchemy.event.listen")
INNER = {"async engine": "sync_engine", "async session": "sync_session"}


def check(module: Module) -> Iterator[Violation]:
    """Listeners whose target is known to be asynchronous."""
    for call in module.calls(*LISTENERS):
        target = call.args[0] if call.args else None
        found = held(module, target)
        if target is not None and found and found.kind in INNER:
            yield _violation(module, target, INNER[found.kind])


def _violation(module: Module, target: ast.expr, inner: str) -> Violation:
    written = module.text(target)
    return Violation(
        node=target,
        message=f"{written} is asynchronous: listening on it raises.",
        remedy=f"Listen on {written}.{inner}.",
        fix=Fix(f"Use .{inner}", (append(module, target, f".{inner}"),)),
    )
