"""A row is refreshed for nothing.

## What it does
Finds `session.refresh(row)` right after a commit when nothing reads the row afterwards,
when the session keeps loaded values (`expire_on_commit=False`), and in loops over rows,
where it is a warning.

## Why is this bad
A refresh is a SELECT at once. After a commit the attributes of a row load themselves
when they are next read, so a refresh that nobody reads after is a query for nothing.
In a loop it is one query for each row.

## Example
```python
from sqlmodel import Field, Session, SQLModel


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str


def rename(session: Session, hero_id: int, name: str) -> None:
    hero = session.get_one(Hero, hero_id)
    hero.name = name
    session.commit()
    session.refresh(hero)
```

## Use instead
```python
from sqlmodel import Field, Session, SQLModel


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str


def rename(session: Session, hero_id: int, name: str) -> None:
    hero = session.get_one(Hero, hero_id)
    hero.name = name
    session.commit()
```

## When it does not apply
The row is read, returned or handed on afterwards: with the default session the refresh
then costs the same query as the first read, and a closed session could not load it. The
database makes values of the table (`sa_column_kwargs`, `sa_column`). The call has more
arguments (`attribute_names`, `with_for_update`). Polling in a `while` loop, a loop over
a few rows that are written out, a loop without a commit before it.
"""

import ast
from collections.abc import Iterator

from mcp_server.rules.edits import remove_statement
from mcp_server.rules.inference import held
from mcp_server.rules.kinds import Held
from mcp_server.rules.module import Module
from mcp_server.rules.rule import Fix, Violation
from mcp_server.rules.sessions import (
    SessionCall,
    is_call_of,
    names,
    owner,
    session_blocks,
    session_calls,
    siblings,
    statement_of,
)

CODE = "SQM006"
SEVERITY = "info"
CATEGORY = "performance"
PROBLEM = "expired-after-commit"
FIX = "safe"


def check(module: Module) -> Iterator[Violation]:
    """Refreshes of a row that was just committed."""
    for one in session_calls(module, "refresh"):
        row = one.call.args[0] if len(one.call.args) == 1 else None
        if not isinstance(row, ast.Name) or one.call.keywords:
            continue
        found = held(module, row)
        if not _is_plain(found) or not isinstance(one.session, ast.Name):
            continue
        loop = module.loop(one.call)
        if loop is not None:
            if _is_over_rows(loop) and _commits_before(module, one, one.session.id):
                yield _per_row(one, row.id)
        elif _follows_commit(module, one, one.session.id) and _is_unread(
            module, one, row, found
        ):
            yield _unread(module, one, row.id)


def _is_plain(found: Held | None) -> bool:
    """A row of a table for which the database makes no values but the key."""
    if found is None or found.kind != "row" or found.model is None:
        return False
    fields = found.model.fields.values()
    made = ("sa_column", "sa_column_kwargs")
    return not any(one.argument(name) for one in fields for name in made)


def _is_over_rows(loop: ast.AST) -> bool:
    return isinstance(loop, ast.For | ast.AsyncFor) and not isinstance(
        loop.iter, ast.Tuple | ast.List
    )


def _commits_before(module: Module, one: SessionCall, session: str) -> bool:
    return any(
        is_call_of(node, session, "commit") and node.lineno < one.call.lineno
        for node in ast.walk(owner(module, one.call))
        if isinstance(node, ast.Call)
    )


def _follows_commit(module: Module, one: SessionCall, session: str) -> bool:
    """Only refreshes stand between the commit and this refresh."""
    place = statement_of(module, one.call)
    if place is None or not is_call_of(place, session, "refresh"):
        return False
    block = siblings(module, place)
    for before in reversed(block[: block.index(place)]):
        if not is_call_of(before, session, "refresh"):
            return is_call_of(before, session, "commit")
    return False


def _is_unread(
    module: Module, one: SessionCall, row: ast.Name, found: Held | None
) -> bool:
    """Nothing can read the row afterwards, or it would be loaded all the same."""
    scope = owner(module, one.call)
    if found is None or isinstance(scope, ast.Module):
        return False
    if isinstance(found.origin, ast.arg):  # the caller may read it
        return False
    uses = [use for use in names(scope, row.id) if isinstance(use.ctx, ast.Load)]
    if any(use.lineno > one.call.lineno for use in uses):
        return _is_kept(module, one, found)
    return all(_stays_here(module, use) for use in uses)


def _stays_here(module: Module, use: ast.Name) -> bool:
    """The use does not hand the row to something that keeps it."""
    parent = module.parent(use)
    if isinstance(parent, ast.Attribute):
        return True
    func = parent.func if isinstance(parent, ast.Call) else None
    return isinstance(func, ast.Attribute) and func.attr in ("add", "refresh")


def _is_kept(module: Module, one: SessionCall, found: Held) -> bool:
    """It was made here, in a session whose commits expire nothing."""
    made = isinstance(found.origin, ast.Call) and found.model is not None
    if not made or found.model is None or found.model.relationships:
        return False
    if module.qualified(getattr(found.origin, "func", None)) is None:
        return False
    return any(
        block.keeps and block.made is one.held.origin
        for block in session_blocks(module)
    )


def _per_row(one: SessionCall, row: str) -> Violation:
    return Violation(
        node=one.call,
        message=f"refresh({row}) in a loop sends one SELECT for each row.",
        remedy="Drop the refresh: attributes load when they are read. To read many "
        "rows after a commit, use Session(engine, expire_on_commit=False) or one "
        "select() of all of them.",
        severity="warning",
    )


def _unread(module: Module, one: SessionCall, row: str) -> Violation:
    place = statement_of(module, one.call)
    assert place is not None
    edit = remove_statement(module, place)
    return Violation(
        node=one.call,
        message=f"refresh({row}) sends a SELECT whose result nothing needs.",
        remedy="Drop the refresh.",
        fix=Fix("Drop the refresh", (edit,)),
    )
