"""Tasks that run together share one session.

## What it does
Finds `asyncio.gather` with several coroutines of the same
asynchronous session.

## Why is this bad
A session is one conversation with the database and serves one task at a time. The
second statement fails with `This session is provisioning a new connection; concurrent
operations are not permitted`, unless the session has its connection already; then it
depends on the driver. Nothing is gained: one connection answers one by one.

## Example
```python
import asyncio

from sqlmodel import text
from sqlmodel.ext.asyncio.session import AsyncSession


async def both(session: AsyncSession) -> None:
    query = text("SELECT 1")
    await asyncio.gather(session.exec(query), session.exec(query))
```

## Use instead
```python
from sqlmodel import text
from sqlmodel.ext.asyncio.session import AsyncSession


async def both(session: AsyncSession) -> None:
    query = text("SELECT 1")
    await session.exec(query)
    await session.exec(query)
```

## When it does not apply
Each task opens a session of its own. Coroutines that get the session as an argument are
not looked into; only direct calls of its methods count.
"""

import ast
from collections.abc import Iterator

from mcp_server.rules.inference import held
from mcp_server.rules.module import Module
from mcp_server.rules.rule import Violation

CODE = "SQM091"
SEVERITY = "warning"
CATEGORY = "async"
PROBLEM = "concurrent-session-use"
FIX = None
METHODS = {"exec", "execute", "scalar", "scalars", "get", "get_one", "flush", "commit"}
METHODS |= {"refresh", "merge", "delete", "stream"}


def check(module: Module) -> Iterator[Violation]:
    """Calls of gather() with two coroutines of one session."""
    if "gather" not in module.source:
        return
    for call in module.calls("asyncio.gather"):
        names = [name for one in call.args for name in _sessions(module, one)]
        shared = next((one for one in names if names.count(one) > 1), None)
        if shared:
            yield Violation(
                node=call,
                message=f"Several tasks use the session {shared} at the same time.",
                remedy="Await them one after the other, or give each its own session.",
            )


def _sessions(module: Module, node: ast.expr) -> Iterator[str]:
    """The session of a coroutine; twice for one that a comprehension repeats."""
    if isinstance(node, ast.Starred) and isinstance(
        node.value, ast.ListComp | ast.GeneratorExp
    ):
        inner = list(_sessions(module, node.value.elt))
        targets = [ast.dump(one.target) for one in node.value.generators]
        yield from (name for name in inner * 2 if f"'{name}'" not in str(targets))
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        on = node.func.value
        found = held(module, on) if node.func.attr in METHODS else None
        if found and found.kind == "async session" and isinstance(on, ast.Name):
            yield on.id
