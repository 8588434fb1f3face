"""The asynchronous session is not SQLModel's.

## What it does
Finds `AsyncSession` imported from SQLAlchemy in files that use SQLModel.

## Why is this bad
SQLModel has an `AsyncSession` of its own, with `exec()`. SQLAlchemy's has none:
`AttributeError: 'AsyncSession' object has no attribute 'exec'`, which is an error where
`exec()` is called. Where only `execute()` is, its results are rows that have to be
unpacked, and type checkers know less.

## Example
```python
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import text


async def ping(session: AsyncSession) -> None:
    await session.exec(text("SELECT 1"))
```

## Use instead
```python
from sqlmodel import text
from sqlmodel.ext.asyncio.session import AsyncSession


async def ping(session: AsyncSession) -> None:
    await session.exec(text("SELECT 1"))
```

## When it does not apply
Files without SQLModel, and files that import both classes. Where `exec()` is not used,
it is a hint only.
"""

import ast
from collections.abc import Iterator

from mcp_server.rules.edits import remove_statement, replace
from mcp_server.rules.module import Module
from mcp_server.rules.rule import Edit, Fix, Violation
from mcp_server.rules.sessions import session_calls

CODE = "SQM045"
SEVERITY = "info"
CATEGORY = "async"
PROBLEM = "async-session-no-exec"
FIX = "safe"
FOREIGN = "sqlalchemy.ext.asyncio.AsyncSession"
OWN = "sqlmodel.ext.asyncio.session.AsyncSession"
HOLDERS = ("sqlalchemy.ext.asyncio", "sqlalchemy.ext.asyncio.session")


def check(module: Module) -> Iterator[Violation]:
    """Imports of SQLAlchemy's class beside SQLModel."""
    imported = module.imports.names.values()
    if "AsyncSession" not in module.source or OWN in imported:
        return
    if not any(name.startswith("sqlmodel") for name in imported):
        return
    for node in module.nodes(ast.ImportFrom):
        names = [one.name for one in node.names]
        if node.module in HOLDERS and "AsyncSession" in names:
            yield _violation(module, node)


def _violation(module: Module, node: ast.ImportFrom) -> Violation:
    used = any(one.held.type == FOREIGN for one in session_calls(module, "exec"))
    return Violation(
        node=node,
        message="SQLAlchemy's AsyncSession has no exec().",
        remedy="Import AsyncSession from sqlmodel.ext.asyncio.session.",
        fix=_fix(module, node),
        severity="error" if used else None,
    )


def _fix(module: Module, node: ast.ImportFrom) -> Fix | None:
    alias = next(one for one in node.names if one.name == "AsyncSession")
    if alias.asname:
        return None
    return Fix("Import SQLModel's class", (_without(module, node),), imports=(OWN,))


def _without(module: Module, node: ast.ImportFrom) -> Edit:
    """The import without the class; no import at all if nothing else is in it."""
    kept = [one for one in node.names if one.name != "AsyncSession"]
    if not kept:
        return remove_statement(module, node)
    names = (f"{one.name} as {one.asname}" if one.asname else one.name for one in kept)
    return replace(module, node, f"from {node.module} import {', '.join(names)}")
