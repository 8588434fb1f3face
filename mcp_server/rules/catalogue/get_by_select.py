"""A row is selected by its primary key.

## What it does
Finds `session.exec(select(Hero).where(Hero.id == hero_id)).first()` and the like.

## Why is this bad
`session.get()` says it in fewer words, and sends nothing if the session has the row.

## Example
```python
from sqlmodel import Field, Session, SQLModel, select


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str


def read(session: Session, hero_id: int) -> Hero | None:
    return session.exec(select(Hero).where(Hero.id == hero_id)).first()
```

## Use instead
```python
from sqlmodel import Field, Session, SQLModel, select


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str


def read(session: Session, hero_id: int) -> Hero | None:
    return session.get(Hero, hero_id)
```

## When it does not apply
The key has several columns, or the statement has more conditions, options, locks or
steps. A filter that is added to every select (soft deletion) does not reach rows that
the session has already.
"""

import ast
from collections.abc import Iterator

from mcp_server.rules.edits import replace
from mcp_server.rules.inference import held, model
from mcp_server.rules.models import Model
from mcp_server.rules.module import Module
from mcp_server.rules.rule import Fix, Violation
from mcp_server.rules.sessions import session_calls
from mcp_server.rules.statements import column, methods, steps

CODE = "SQM067"
SEVERITY = "info"
CATEGORY = "queries"
PROBLEM = None
FIX = "unsafe"
"""A row that the session has already comes without a query."""
INSTEAD = {"first": "get", "one_or_none": "get", "one": "get_one"}


def check(module: Module) -> Iterator[Violation]:
    """Single rows that are selected by their key and nothing else."""
    for one in session_calls(module, "exec"):
        read = _read(module, one.call)
        key = _key(module, one.call) if read and not one.call.keywords else None
        if read is None or key is None:
            continue
        found, value = key
        assert isinstance(read.func, ast.Attribute)
        text = f"{INSTEAD[read.func.attr]}({found.name}, {module.text(value)})"
        yield Violation(
            node=read,
            message=f"A {found.name} is selected by its primary key.",
            remedy=f"Use session.{text}.",
            fix=_fix(module, one.call, read, text),
        )


def _read(module: Module, call: ast.Call) -> ast.Call | None:
    """The call of .first() on the result."""
    node = module.parent(call)
    node = module.parent(node) if isinstance(node, ast.Await) else node
    outer = module.parent(node) if isinstance(node, ast.Attribute) else None
    if isinstance(node, ast.Attribute) and node.attr in INSTEAD:
        return outer if isinstance(outer, ast.Call) else None
    return None


def _key(module: Module, call: ast.Call) -> tuple[Model, ast.expr] | None:
    """The model and the value that its only key is compared with."""
    calls = steps(module, call.args[0] if call.args else None)
    if calls is None or len(calls) != 2 or methods(calls[:1]) != {"where"}:
        return None
    where, begin = calls
    wanted = model(module, begin.args[0]) if len(begin.args) == 1 else None
    test = where.args[0] if len(where.args) == 1 else None
    if not wanted or not isinstance(test, ast.Compare) or len(test.ops) != 1:
        return None
    found = column(module, test.left)
    keys = [one.name for one in wanted.fields.values() if one.is_key]
    is_key = found is not None and found[0] is wanted and keys == [found[1].name]
    value = test.comparators[0]
    if not is_key or not isinstance(test.ops[0], ast.Eq) or column(module, value):
        return None
    return wanted, value


def _fix(module: Module, call: ast.Call, read: ast.Call, text: str) -> Fix | None:
    func, statement = call.func, call.args[0]
    if isinstance(statement, ast.Name) or not isinstance(func, ast.Attribute):
        return None
    awaited = "await " if isinstance(module.parent(call), ast.Await) else ""
    found = held(module, func.value)
    if found is None:
        return None
    instead = f"{awaited}{module.text(func.value)}.{text}"
    if awaited and isinstance(module.parent(read), ast.Attribute | ast.Subscript):
        instead = f"({instead})"
    edit = replace(module, read, instead)
    return Fix("Use session.get()", (edit,), "unsafe")
