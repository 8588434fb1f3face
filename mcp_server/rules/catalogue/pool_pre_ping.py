"""An engine for a server does not test connections before it uses them.

## What it does
Finds engines for a database server without `pool_pre_ping`.

## Why is this bad
The pool keeps connections open. When the server restarts, or a proxy drops what was
idle, the next request gets a dead connection and fails. With `pool_pre_ping=True` the
pool tests a connection when it hands it out, and replaces a dead one.

## Example
```python
from fastapi import FastAPI
from sqlmodel import create_engine

engine = create_engine("postgresql+psycopg://localhost/app")
app = FastAPI()
```

## Use instead
```python
from fastapi import FastAPI
from sqlmodel import create_engine

engine = create_engine("postgresql+psycopg://localhost/app", pool_pre_ping=True)
app = FastAPI()
```

## When it does not apply
SQLite has no connection to lose; `NullPool` and `StaticPool` keep none to test. A
script that ends soon hardly meets it: only a hint there. URLs that are known at run
time only, and arguments given by `**options`, are not looked at.
"""

from collections.abc import Iterator

from mcp_server.rules.dependencies import serves
from mcp_server.rules.edits import add_keyword
from mcp_server.rules.engines import EngineCall, engines
from mcp_server.rules.module import Module
from mcp_server.rules.rule import Fix, Violation

CODE = "SQM003"
SEVERITY = "warning"
CATEGORY = "engine"
PROBLEM = "stale-connection"
FIX = "unsafe"
"""One more round trip each time a connection is taken from the pool."""
KEEPS_NONE = (".NullPool", ".StaticPool", ".AssertionPool")


def check(module: Module) -> Iterator[Violation]:
    """Engines whose URL names a server."""
    for engine in engines(module) if not module.is_test else ():
        if engine.url and engine.url.is_server and _pools(module, engine):
            yield _violation(module, engine)


def _pools(module: Module, engine: EngineCall) -> bool:
    """The engine keeps connections, and hands them out untested."""
    pool = module.qualified(engine.argument("poolclass")) or ""
    said = any(engine.argument(name) for name in ("pool_pre_ping", "pool", "creator"))
    return not said and not engine.has_more and not pool.endswith(KEEPS_NONE)


def _violation(module: Module, engine: EngineCall) -> Violation:
    edit = add_keyword(module, engine.node, "pool_pre_ping=True")
    return Violation(
        node=engine.node,
        message="This engine hands out connections that the server may have closed.",
        remedy="Add pool_pre_ping=True.",
        fix=Fix("Add pool_pre_ping=True", (edit,), "unsafe"),
        severity=None if serves(module) else "info",
    )
