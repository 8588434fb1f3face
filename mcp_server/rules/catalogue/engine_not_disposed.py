"""An asynchronous engine is never disposed of.

## What it does
Finds asynchronous engines in programs that nowhere call `dispose()`.

## Why is this bad
Closing a connection needs the event loop. When the loop ends first, the connections
are torn down by the garbage collector, with `ResourceWarning`, `Event loop is closed`
or errors in the log of the server; tests that make engines run out of connections.

## Example
```python
import asyncio

from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import text


async def main() -> None:
    engine = create_async_engine("sqlite+aiosqlite:///app.db")
    async with engine.connect() as connection:
        await connection.execute(text("SELECT 1"))


asyncio.run(main())
```

## Use instead
```python
import asyncio

from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import text


async def main() -> None:
    engine = create_async_engine("sqlite+aiosqlite:///app.db")
    async with engine.connect() as connection:
        await connection.execute(text("SELECT 1"))
    await engine.dispose()


asyncio.run(main())
```

## When it does not apply
Files that only define an engine for others, while no `FastAPI` and no `asyncio.run` is
in sight. One `dispose` anywhere in the project is taken for the right one.
"""

import ast
from collections.abc import Iterator

from mcp_server.rules.engines import engines
from mcp_server.rules.module import Module
from mcp_server.rules.rule import Violation

CODE = "SQM058"
SEVERITY = "info"
CATEGORY = "async"
PROBLEM = "event-loop-mismatch"
FIX = None
STARTS = ("asyncio.run", "anyio.run")


def check(module: Module) -> Iterator[Violation]:
    """Asynchronous engines of a program that ends without them."""
    for engine in engines(module) if not module.is_test else ():
        if engine.is_async and _is_run(module) and not _disposes(module):
            yield Violation(
                node=engine.node,
                message="Nothing closes the connections of this engine.",
                remedy="await engine.dispose() at the end of main() or the lifespan.",
            )


def _is_run(module: Module) -> bool:
    """The program's begin and end can be seen: here, or where its FastAPI is."""
    if next(module.calls(*STARTS), None) is not None:
        return True
    others = module.project.modules.values()
    return any(next(one.calls("fastapi.FastAPI"), None) for one in others)


def _disposes(module: Module) -> bool:
    return any(
        node.attr == "dispose"
        for one in module.project.modules.values()
        if "dispose" in one.source
        for node in one.nodes(ast.Attribute)
    )
