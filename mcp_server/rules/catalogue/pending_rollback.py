"""A session is used after an IntegrityError without a rollback.

## What it does
Finds `except IntegrityError` around `commit()` or `flush()` where the session is used
again and nothing rolls back.

## Why is this bad
A failed flush leaves the session in a transaction that is already lost. Every further
use raises PendingRollbackError, until `rollback()` is called.

## Example
```python
from sqlalchemy.exc import IntegrityError
from sqlmodel import Field, Session, SQLModel, select


class User(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    email: str = Field(unique=True)


def get_or_create(session: Session, email: str) -> User:
    user = User(email=email)
    session.add(user)
    try:
        session.commit()
    except IntegrityError:
        return session.exec(select(User).where(User.email == email)).one()
    return user
```

## Use instead
```python
from sqlalchemy.exc import IntegrityError
from sqlmodel import Field, Session, SQLModel, select


class User(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    email: str = Field(unique=True)


def get_or_create(session: Session, email: str) -> User:
    user = User(email=email)
    session.add(user)
    try:
        session.commit()
    except IntegrityError:
        session.rollback()
        return session.exec(select(User).where(User.email == email)).one()
    return user
```

## When it does not apply
The write stands in `with session.begin_nested()`, whose savepoint is rolled back. The
handler leaves the function without using the session (the dependency's `with` block
rolls back). A session that is made within the `try`. Code that expects the error.
"""

import ast
from collections.abc import Iterator

from mcp_server.rules.edits import insert
from mcp_server.rules.module import Module
from mcp_server.rules.rule import Fix, Violation
from mcp_server.rules.sessions import (
    SessionCall,
    names,
    session_calls,
)

CODE = "SQM065"
SEVERITY = "warning"
CATEGORY = "sessions"
PROBLEM = "pending-rollback"
FIX = "safe"
ERRORS = {"IntegrityError", "SQLAlchemyError", "DBAPIError", "StaleDataError"}
USES = {"exec", "execute", "scalar", "scalars", "commit", "flush", "refresh", "query"}
Leaving = ast.Return | ast.Raise | ast.Break


def check(module: Module) -> Iterator[Violation]:
    """Handlers after which the session is used as it is."""
    seen = set()
    for one in session_calls(module, "commit", "flush"):
        attempt = _attempt(module, one)
        if attempt is None or not isinstance(one.session, ast.Name):
            continue
        for handler in attempt.handlers:
            if handler in seen or not _catches(handler):
                continue
            used = _used(module, attempt, handler, one.session.id)
            if used is not None:
                seen.add(handler)
                yield _violation(module, one, handler, used)


def _attempt(module: Module, one: SessionCall) -> ast.Try | None:
    """The `try` that stands around the call, without a savepoint between."""
    inner: ast.AST = one.call
    for outer in module.ancestors(one.call):
        if isinstance(outer, ast.With | ast.AsyncWith | ast.FunctionDef | ast.Lambda):
            return None
        if isinstance(outer, ast.AsyncFunctionDef | ast.ClassDef):
            return None
        if isinstance(outer, ast.Try) and inner in outer.body:
            return outer
        inner = outer
    return None


def _catches(handler: ast.ExceptHandler) -> bool:
    caught = handler.type
    parts = caught.elts if isinstance(caught, ast.Tuple) else [caught]
    last = [getattr(one, "attr", getattr(one, "id", None)) for one in parts]
    return any(one in ERRORS for one in last)


def _used(
    module: Module, attempt: ast.Try, handler: ast.ExceptHandler, session: str
) -> ast.Name | None:
    """Where the session is used first after the error, if nothing ends it before."""
    after: list[ast.stmt] = [*handler.body]
    if not isinstance(handler.body[-1], Leaving | ast.Continue):
        after += attempt.finalbody
        after += _following(module, attempt)
    for part in after:
        uses = sorted(names(part, session), key=lambda n: (n.lineno, n.col_offset))
        for use in uses:
            return use if _is_use(module, use) else None
        if isinstance(part, Leaving):
            return None
    return None


def _following(module: Module, attempt: ast.Try) -> list[ast.stmt]:
    """The rest of the block after the `try`."""
    parent = module.parent(attempt)
    for name in ("body", "orelse"):
        block = getattr(parent, name, None)
        if isinstance(block, list) and attempt in block:
            return block[block.index(attempt) + 1 :]
    return []


def _is_use(module: Module, use: ast.Name) -> bool:
    """It sends something; anything else may as well roll back."""
    outer = module.parent(use)
    call = module.parent(outer) if isinstance(outer, ast.Attribute) else None
    return (
        isinstance(outer, ast.Attribute)
        and outer.attr in USES
        and isinstance(call, ast.Call)
    )


def _violation(
    module: Module, one: SessionCall, handler: ast.ExceptHandler, used: ast.Name
) -> Violation:
    session = used.id
    first = handler.body[0]
    awaited = "await " if one.held.kind == "async session" else ""
    text = f"{awaited}{session}.rollback()\n{' ' * first.col_offset}"
    replaces = isinstance(first, ast.Pass) or first.lineno == handler.lineno
    fix = Fix("Roll back first", (insert(module, first, text),))
    return Violation(
        node=handler,
        message=f"{session} is used after the error, in line {used.lineno}: "
        "PendingRollbackError.",
        remedy=f"Call {session}.rollback() first in the handler.",
        fix=None if replaces else fix,
    )
