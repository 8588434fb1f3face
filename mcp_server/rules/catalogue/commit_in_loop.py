"""A commit stands in a loop.

## What it does
Finds `session.commit()` that a `for` loop repeats for each row it writes.

## Why is this bad
Every commit waits until the database has written to its disk, expires all rows of the
session, and ends the transaction: a failure half way leaves half of the rows behind.
One commit after the loop is many times faster and all or nothing.

## Example
```python
from sqlmodel import Field, Session, SQLModel


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str


def create(session: Session, names: list[str]) -> None:
    for name in names:
        session.add(Hero(name=name))
        session.commit()
```

## Use instead
```python
from sqlmodel import Field, Session, SQLModel


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str


def create(session: Session, names: list[str]) -> None:
    for name in names:
        session.add(Hero(name=name))
    session.commit()
```

## When it does not apply
The commit is under a condition (every hundred rows), or the loop takes whole batches
(`add_all`, an `insert()` of many rows, an inner loop). The session is made in the loop.
The loop is a `while` loop, ends itself with `break` or `return`, handles the errors of
each row, waits for something else (a network call, a queue, a sleep), or goes over a
few values that are written out.
"""

import ast
from collections.abc import Iterator

from mcp_server.rules.edits import append, remove_statement
from mcp_server.rules.module import Module
from mcp_server.rules.rule import Fix, Violation
from mcp_server.rules.sessions import SessionCall, session_calls, statement_of

CODE = "SQM009"
SEVERITY = "warning"
CATEGORY = "performance"
PROBLEM = "commit-in-loop"
FIX = "unsafe"
"""What happens when a row in the middle fails is another thing afterwards."""
BATCHES = {"add_all", "bulk_save_objects", "bulk_insert_mappings", "begin_nested"}
WAITS = {"ack", "nack", "sleep", "publish", "send", "urlopen"}
SLOW = ("requests.", "httpx.", "time.", "smtplib.", "subprocess.", "boto3.")
SESSION_METHODS = {
    *("add", "commit", "refresh", "flush", "delete", "merge"),
    *("exec", "execute", "scalars", "scalar", "get", "get_one"),
}


def check(module: Module) -> Iterator[Violation]:
    """Commits that a loop repeats for each row."""
    for one in session_calls(module, "commit"):
        loop = module.loop(one.call)
        if not isinstance(loop, ast.For | ast.AsyncFor):
            continue
        if _is_direct(module, one.call, loop) and _is_per_row(module, one, loop):
            yield Violation(
                node=one.call,
                message="commit() in a loop: one transaction for each row.",
                remedy="Commit once, after the loop.",
                fix=_moved(module, one.call, loop),
            )


def _is_direct(module: Module, call: ast.Call, loop: ast.AST) -> bool:
    """Neither a condition nor a handler decides about this commit."""
    for outer in module.ancestors(call):
        if outer is loop:
            return True
        if isinstance(outer, ast.If | ast.Try | ast.TryStar | ast.Match):
            return False
        if isinstance(outer, ast.With | ast.AsyncWith):
            return False
    return False


def _is_per_row(module: Module, one: SessionCall, loop: ast.For | ast.AsyncFor) -> bool:
    if isinstance(loop.iter, ast.List | ast.Tuple | ast.Set):
        return False
    inside = [node for part in loop.body for node in ast.walk(part)]
    session = one.session.id if isinstance(one.session, ast.Name) else None
    return (
        any(_writes(node) for node in inside)
        and not any(_is_batch_or_wait(module, node) for node in inside)
        and not any(_binds(node, session) for node in inside)
    )


def _writes(node: ast.AST) -> bool:
    """A row is added, deleted or changed."""
    if isinstance(node, ast.Attribute):
        return node.attr in ("add", "delete") or isinstance(node.ctx, ast.Store)
    return isinstance(node, ast.Name) and node.id in ("insert", "update")


def _is_batch_or_wait(module: Module, node: ast.AST) -> bool:
    if isinstance(node, ast.For | ast.AsyncFor | ast.While | ast.Yield | ast.Break):
        return True
    if isinstance(node, ast.Return | ast.ListComp | ast.Try):
        return True
    if isinstance(node, ast.Await):
        return not _is_of_session(node.value)
    if not isinstance(node, ast.Call):
        return False
    last = node.func.attr if isinstance(node.func, ast.Attribute) else None
    name = module.qualified(node.func) or ""
    return last in BATCHES | WAITS or name.startswith(SLOW)


def _is_of_session(node: ast.expr) -> bool:
    func = node.func if isinstance(node, ast.Call) else None
    return isinstance(func, ast.Attribute) and func.attr in SESSION_METHODS


def _binds(node: ast.AST, session: str | None) -> bool:
    """The session is made in the loop."""
    return (
        isinstance(node, ast.Name)
        and isinstance(node.ctx, ast.Store)
        and node.id == session
    )


def _moved(module: Module, call: ast.Call, loop: ast.For | ast.AsyncFor) -> Fix | None:
    place = statement_of(module, call)
    last = loop.body[-1]
    if place is not last or len(loop.body) < 2 or loop.orelse:
        return None
    if not isinstance(place, ast.Expr):
        return None
    text = f"\n{' ' * loop.col_offset}{module.text(place)}"
    edits = (remove_statement(module, place), append(module, loop.body[-2], text))
    return Fix("Commit after the loop", edits, "unsafe")
