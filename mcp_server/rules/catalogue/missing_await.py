"""A method of an asynchronous session is not awaited.

## What it does
Finds calls of `AsyncSession` methods that give a coroutine, whose coroutine nobody can
await: the call is a statement of its own, or its result is used at once.

## Why is this bad
Without `await` the call does nothing. A commit that is not awaited loses the data
without an error; a result that is used at once fails with `'coroutine' object has no
attribute ...`.

## Example
```python
import asyncio

from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import text
from sqlmodel.ext.asyncio.session import AsyncSession


async def main() -> None:
    engine = create_async_engine("sqlite+aiosqlite://")
    async with AsyncSession(engine) as session:
        await session.exec(text("CREATE TABLE hero (id INTEGER)"))
        session.commit()
    await engine.dispose()


asyncio.run(main())
```

## Use instead
```python
import asyncio

from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import text
from sqlmodel.ext.asyncio.session import AsyncSession


async def main() -> None:
    engine = create_async_engine("sqlite+aiosqlite://")
    async with AsyncSession(engine) as session:
        await session.exec(text("CREATE TABLE hero (id INTEGER)"))
        await session.commit()
    await engine.dispose()


asyncio.run(main())
```

## When it does not apply
The coroutine is returned, stored in a container or given to another function
(`asyncio.gather`, `create_task`): somebody else may await it. So may whoever gets a
variable that is awaited or handed on later. `add`, `add_all`, `expunge` and `begin` are
no coroutines.
"""

import ast
from collections.abc import Iterator

from mcp_server.rules.edits import append, insert
from mcp_server.rules.module import Module
from mcp_server.rules.rule import Fix, Violation
from mcp_server.rules.sessions import SessionCall, session_calls

CODE = "SQM042"
SEVERITY = "error"
CATEGORY = "async"
PROBLEM = "await-misuse"
FIX = "safe"
READS = ("exec", "execute", "scalar", "scalars", "get", "get_one", "refresh", "stream")
WRITES = ("merge", "flush", "commit", "rollback", "delete", "run_sync", "connection")
ENDS = ("close", "aclose", "reset", "invalidate")
COROUTINES = (*READS, *WRITES, *ENDS)
USERS = {"list", "len", "sorted", "set", "tuple", "dict", "next", "iter", "bool", "sum"}
TESTS = (ast.If, ast.While, ast.IfExp, ast.Assert)
USES = (ast.Expr, ast.Attribute, ast.Subscript, ast.Compare, ast.UnaryOp, ast.BinOp)
BINDS_TIGHTER = (ast.Attribute, ast.Subscript)


def check(module: Module) -> Iterator[Violation]:
    """Coroutines of sessions in asynchronous functions that are lost."""
    if "async def" not in module.source:
        return
    for found in session_calls(module, *COROUTINES):
        is_async = found.held.kind == "async session" and module.is_in_async(found.call)
        if is_async and (_is_used(module, found.call) or _is_kept(module, found.call)):
            yield _violation(module, found)


def _is_used(module: Module, node: ast.expr) -> bool:
    """What stands here is dropped, or used as if it were the result."""
    parent = module.parent(node)
    if isinstance(parent, ast.For | ast.comprehension):
        return parent.iter is node
    if isinstance(parent, TESTS):
        return parent.test is node
    if isinstance(parent, ast.Call):
        name = parent.func.id if isinstance(parent.func, ast.Name) else None
        return name in USERS and node in parent.args
    return isinstance(parent, USES)


def _is_kept(module: Module, node: ast.expr) -> bool:
    """A variable holds the coroutine, and is only used as if it were the result."""
    parent, function = module.parent(node), module.function(node)
    if not isinstance(parent, ast.Assign) or function is None:
        return False
    targets = [one.id for one in parent.targets if isinstance(one, ast.Name)]
    if len(targets) != 1 or len(parent.targets) != 1:
        return False
    if len(module.bindings(function).get(targets[0], [])) != 1:
        return False
    uses = [
        one
        for one in module.nodes(ast.Name)
        if one.id == targets[0]
        and isinstance(one.ctx, ast.Load)
        and module.function(one) is function
    ]
    return any(isinstance(module.parent(one), BINDS_TIGHTER) for one in uses) and all(
        _is_used(module, one) or isinstance(module.parent(one), ast.Return)
        for one in uses
    )


def _is_generated(module: Module, call: ast.Call) -> bool:
    """With an await, a generator expression would be an asynchronous one."""
    return any(isinstance(one, ast.GeneratorExp) for one in module.ancestors(call))


def _violation(module: Module, found: SessionCall) -> Violation:
    call, written = found.call, f"{module.text(found.session)}.{found.method}()"
    inner = isinstance(module.parent(call), BINDS_TIGHTER)
    edits = [insert(module, call, "(await " if inner else "await ")]
    if inner:
        edits.append(append(module, call, ")"))
    return Violation(
        node=call,
        message=f"{written} is a coroutine that nobody awaits: nothing happens.",
        remedy=f"Write await {written}.",
        fix=None if _is_generated(module, call) else Fix("Await it", tuple(edits)),
    )
