"""The driver in a URL does not suit the engine.

## What it does
Finds `create_async_engine` with a synchronous driver, and `create_engine` with an
asynchronous one.

## Why is this bad
`create_async_engine` refuses a synchronous driver at once. `create_engine` accepts an
asynchronous one and fails at the first statement, with `MissingGreenlet`.

## Example
```python
from sqlalchemy.ext.asyncio import create_async_engine

engine = create_async_engine("sqlite:///app.db")
```

## Use instead
```python
from sqlalchemy.ext.asyncio import create_async_engine

engine = create_async_engine("sqlite+aiosqlite:///app.db")
```

## When it does not apply
`AsyncEngine(create_engine(...))` is an old spelling of `create_async_engine`. psycopg
(version 3) and oracledb serve both, and `postgresql://` means psycopg since SQLAlchemy
2.1. URLs that are known at run time only are not looked at.
"""

import ast
from collections.abc import Iterator

from mcp_server.rules.edits import replace
from mcp_server.rules.engines import EngineCall, Url, engines
from mcp_server.rules.module import Module
from mcp_server.rules.rule import Fix, Violation

CODE = "SQM044"
SEVERITY = "error"
CATEGORY = "async"
PROBLEM = "async-engine-sync-driver"
FIX = "unsafe"
"""The other driver has to be installed."""
ASYNC = {"asyncpg", "aiosqlite", "aiomysql", "asyncmy", "aioodbc"}
SYNC = {"psycopg2", "psycopg2cffi", "pg8000", "pymysql", "mysqldb", "mysqlconnector"}
SYNC |= {"pysqlite", "pysqlcipher", "pyodbc", "pymssql", "cx_oracle"}
SYNC_BY_DEFAULT = {"sqlite", "mysql", "mariadb"}
SUITABLE = {"sqlite": "aiosqlite", "mysql": "aiomysql", "mariadb": "aiomysql"}
SUITABLE |= {"postgresql": "asyncpg", "mssql": "aioodbc", "oracle": "oracledb"}
WRAPPER = "sqlalchemy.ext.asyncio.AsyncEngine"


def check(module: Module) -> Iterator[Violation]:
    """Engines whose URL names the other kind of driver."""
    for engine in engines(module):
        if engine.url is None:
            continue
        wrong = _is_sync if engine.is_async else _is_async
        if wrong(engine.url) and not engine.argument("creator") and not _wraps(module):
            yield _violation(module, engine, engine.url)


def _is_sync(url: Url) -> bool:
    return url.driver in SYNC or (not url.driver and url.backend in SYNC_BY_DEFAULT)


def _is_async(url: Url) -> bool:
    return url.driver in ASYNC


def _wraps(module: Module) -> bool:
    """The file makes asynchronous engines around synchronous ones."""
    return next(module.calls(WRAPPER), None) is not None


def _violation(module: Module, engine: EngineCall, url: Url) -> Violation:
    driver = SUITABLE.get(url.backend)
    better = f"{url.backend}+{driver}" if engine.is_async else url.backend
    called = "create_async_engine" if engine.is_async else "create_engine"
    kind = "synchronous" if engine.is_async else "asynchronous"
    return Violation(
        node=engine.node,
        message=f"{called}() gets the {kind} driver of {url.scheme}://.",
        remedy=f"Write {better}:// or use the other kind of engine.",
        fix=_fix(module, engine, url.scheme, better),
    )


def _fix(module: Module, engine: EngineCall, old: str, new: str) -> Fix | None:
    """Another scheme, where the text stands in the call and options cannot clash."""
    address = engine.node.args[0] if engine.node.args else None
    if not isinstance(address, ast.Constant) or not old.startswith("sqlite"):
        return None
    written = module.text(address)
    if written.count(f"{old}://") != 1:
        return None
    changed = written.replace(f"{old}://", f"{new}://")
    return Fix(f"Use {new}://", (replace(module, address, changed),), "unsafe")
