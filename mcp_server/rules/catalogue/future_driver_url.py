"""A URL leaves the driver to the version of SQLAlchemy.

## What it does
Finds engines for `postgresql://` without a driver, and for `postgres://`.

## Why is this bad
`postgresql://` meant psycopg2 until SQLAlchemy 2.0 and means psycopg (version 3) since
2.1: an upgrade asks for another package. `postgres://`, which some hosts hand out, is
no dialect at all: `NoSuchModuleError`.

## Example
```python
from sqlmodel import create_engine

engine = create_engine("postgresql://localhost/app", pool_pre_ping=True)
```

## Use instead
```python
from sqlmodel import create_engine

engine = create_engine("postgresql+psycopg://localhost/app", pool_pre_ping=True)
```

## When it does not apply
URLs that come from the environment are not looked at, but the same holds for them.
"""

import ast
from collections.abc import Iterator

from mcp_server.rules.edits import replace
from mcp_server.rules.engines import EngineCall, engines
from mcp_server.rules.module import Module
from mcp_server.rules.rule import Fix, Violation

CODE = "SQM074"
SEVERITY = "info"
CATEGORY = "engine"
PROBLEM = "driver-not-installed"
FIX = "unsafe"
"""Another driver may be installed here."""
OPEN = {"postgresql", "postgres"}


def check(module: Module) -> Iterator[Violation]:
    """Engines for PostgreSQL whose URL names no driver."""
    for engine in engines(module):
        if engine.url and engine.url.scheme in OPEN:
            yield _violation(module, engine, engine.url.scheme)


def _violation(module: Module, engine: EngineCall, scheme: str) -> Violation:
    unknown = scheme == "postgres"
    return Violation(
        node=engine.node,
        message=(
            "SQLAlchemy knows no postgres:// dialect."
            if unknown
            else "Which driver postgresql:// means depends on the SQLAlchemy version."
        ),
        remedy="Name the driver: postgresql+psycopg:// or postgresql+asyncpg://.",
        fix=_fix(module, engine, scheme),
        severity="error" if unknown else None,
    )


def _fix(module: Module, engine: EngineCall, scheme: str) -> Fix | None:
    address = engine.node.args[0] if engine.node.args else None
    if not isinstance(address, ast.Constant):
        return None
    better = "postgresql+psycopg"
    changed = module.text(address).replace(f"{scheme}://", f"{better}://", 1)
    return Fix(f"Use {better}://", (replace(module, address, changed),), "unsafe")
