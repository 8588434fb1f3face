"""Rows of an asynchronous session expire when it commits.

## What it does
Finds asynchronous sessions and their makers without `expire_on_commit=False`, where a
row is read after a commit.

## Why is this bad
A commit expires the rows of the session: the next attribute that is read sends a
`SELECT`. Reading an attribute cannot be awaited, so it raises `MissingGreenlet`.

## Example
```python
import asyncio

from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import Field, SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)


async def main() -> None:
    engine = create_async_engine("sqlite+aiosqlite://")
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    async with AsyncSession(engine) as session:
        hero = Hero()
        session.add(hero)
        await session.commit()
        assert hero.id == 1
    await engine.dispose()


asyncio.run(main())
```

## Use instead
```python
import asyncio

from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import Field, SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)


async def main() -> None:
    engine = create_async_engine("sqlite+aiosqlite://")
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    async with AsyncSession(engine, expire_on_commit=False) as session:
        hero = Hero()
        session.add(hero)
        await session.commit()
        assert hero.id == 1
    await engine.dispose()


asyncio.run(main())
```

## When it does not apply
The row is refreshed or read anew between the commit and its use, or nothing is used
after the commit. Only uses in the same block as the commit, or inside of it, are
looked at, in functions with one session. A session that a FastAPI dependency hands out
is a hint at least.
"""

import ast
from collections.abc import Iterator

from mcp_server.rules.dependencies import is_dependency
from mcp_server.rules.edits import add_keyword
from mcp_server.rules.inference import held
from mcp_server.rules.makers import makers, makers_in
from mcp_server.rules.module import Function, Module
from mcp_server.rules.project import Project
from mcp_server.rules.remembered import remembered
from mcp_server.rules.routes import routes
from mcp_server.rules.rule import Fix, Violation
from mcp_server.rules.sessions import SessionCall, session_calls, statement_of

CODE = "SQM050"
SEVERITY = "warning"
CATEGORY = "async"
PROBLEM = "missing-greenlet"
FIX = "safe"
MAKERS = (
    "sqlmodel.ext.asyncio.session.AsyncSession",
    "sqlalchemy.ext.asyncio.AsyncSession",
    "sqlalchemy.ext.asyncio.async_sessionmaker",
    "sqlalchemy.orm.sessionmaker",
)
LOADS = ("refresh", "get", "exec", "execute", "scalars", "scalar", "merge")


def check(module: Module) -> Iterator[Violation]:
    """Makers of sessions that let rows expire."""
    if "async" not in module.source or module.is_test:
        return
    expiring = [call for call in module.calls(*MAKERS) if _expires(module, call)]
    if not expiring:
        return
    used, shared = _all_used(module.project), _all_handed_out(module.project)
    for call in expiring:
        if call in used or call in shared:
            yield _violation(module, call, is_used=call in used)


@remembered
def _all_used(project: Project) -> frozenset[ast.Call]:
    modules = (one for one in project.modules.values() if "async" in one.source)
    return frozenset(one for module in modules for one in _used(module))


@remembered
def _all_handed_out(project: Project) -> frozenset[ast.Call]:
    modules = project.modules.values()
    return frozenset(one for module in modules for one in _handed_out(module))


def _expires(module: Module, call: ast.Call) -> bool:
    found = held(module, call)
    names = {one.arg for one in call.keywords}
    is_async = found is not None and found.kind.startswith("async")
    return is_async and names.isdisjoint({"expire_on_commit", None})


def _handed_out(module: Module) -> Iterator[ast.Call]:
    """What makes the sessions of dependencies."""
    for function in module.nodes(ast.AsyncFunctionDef):
        if is_dependency(module, function):
            yield from makers_in(module, function)


def _used(module: Module) -> Iterator[ast.Call]:
    """What made the sessions whose rows are read after a commit."""
    for commit in session_calls(module, "commit"):
        function = module.function(commit.call)
        if function is None or commit.held.kind != "async session":
            continue
        if _is_read_after(module, function, commit) and _is_only(module, function):
            yield from makers(module, commit.held)


def _is_only(module: Module, function: Function) -> bool:
    """The function uses one session: all of its rows belong to that one."""
    calls = session_calls(module, *LOADS, "add", "add_all", "commit")
    own = (one for one in calls if module.function(one.call) is function)
    return len({ast.dump(one.session) for one in own}) == 1


def _is_read_after(module: Module, function: Function, commit: SessionCall) -> bool:
    """An attribute of a row is read once this commit has expired it."""
    block = _block(module, commit.call)
    line = commit.call.end_lineno or commit.call.lineno
    session = ast.dump(commit.session)
    names = (
        one
        for statement in block
        for one in (ast.walk(statement) if statement.lineno > line else ())
        if isinstance(one, ast.Name)
    )
    return any(
        _is_expired(module, function, one, line)
        and not _loaded(module, session, line, one)
        for one in names
    )


def _block(module: Module, node: ast.AST) -> list[ast.stmt]:
    """The statements among which the one of this node stands."""
    statement = statement_of(module, node)
    parent = module.parent(statement) if statement else None
    blocks = (getattr(parent, name, []) for name in ("body", "orelse", "finalbody"))
    return next((one for one in blocks if statement in one), [])


def _is_expired(module: Module, function: Function, name: ast.Name, line: int) -> bool:
    """A row from before the commit, of which something is read here."""
    parent = module.parent(name)
    found = held(module, name)
    if not found or found.kind != "row" or not found.model or not found.model.is_table:
        return False
    bound = module.bindings(function).get(name.id, [])
    if not bound or any(one.lineno > line or one.is_element for one in bound):
        return False
    if isinstance(parent, ast.Return):
        answers = (one for one in routes(module) if one.function is function)
        return any(one.response is not None for one in answers)
    if not isinstance(parent, ast.Attribute) or not isinstance(parent.ctx, ast.Load):
        return False
    return parent.attr in found.model.members


def _loaded(module: Module, session: str, line: int, name: ast.Name) -> bool:
    """Something was loaded between the commit and the use."""
    return any(
        line < one.call.lineno <= name.lineno and ast.dump(one.session) == session
        for one in session_calls(module, *LOADS)
    )


def _violation(module: Module, call: ast.Call, *, is_used: bool) -> Violation:
    edit = add_keyword(module, call, "expire_on_commit=False")
    return Violation(
        node=call,
        message=(
            "Rows are read after a commit of this session: MissingGreenlet."
            if is_used
            else "Whoever reads a row after a commit gets MissingGreenlet."
        ),
        remedy="Add expire_on_commit=False.",
        fix=Fix("Add expire_on_commit=False", (edit,), "safe" if is_used else "unsafe"),
        severity=None if is_used else "info",
    )
