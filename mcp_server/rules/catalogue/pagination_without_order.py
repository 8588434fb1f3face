"""Pages are cut from rows in no order.

## What it does
Finds statements with `offset()` and without `order_by()`.

## Why is this bad
Without an order the database may return the rows of each query as it likes. PostgreSQL
does: after an update a row moves, and appears on two pages or on none.

## Example
```python
from collections.abc import Sequence

from sqlmodel import Field, Session, SQLModel, col, select


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str


def page(session: Session, offset: int, limit: int) -> Sequence[Hero]:
    return session.exec(select(Hero).offset(offset).limit(limit)).all()
```

## Use instead
```python
from collections.abc import Sequence

from sqlmodel import Field, Session, SQLModel, col, select


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str


def page(session: Session, offset: int, limit: int) -> Sequence[Hero]:
    return session.exec(
        select(Hero).order_by(col(Hero.id)).offset(offset).limit(limit)
    ).all()
```

## When it does not apply
The statement is ordered in one of its steps, or its building cannot be followed. A
limit alone (`limit(1)` for existence) needs no order.
"""

import ast
from collections.abc import Iterator

from mcp_server.rules.edits import before_method
from mcp_server.rules.inference import model
from mcp_server.rules.module import Module
from mcp_server.rules.rule import Fix, Violation
from mcp_server.rules.sessions import session_calls
from mcp_server.rules.statements import methods, selection, steps

CODE = "SQM041"
SEVERITY = "info"
CATEGORY = "queries"
PROBLEM = "pagination-without-order"
FIX = "unsafe"
"""The rows come in another order than before."""


def check(module: Module) -> Iterator[Violation]:
    """Executed statements with an offset and no order."""
    if "offset" not in module.source:
        return
    for one in session_calls(module, "exec", "execute", "scalars"):
        calls = steps(module, one.call.args[0] if one.call.args else None)
        if calls is None or "order_by" in methods(calls):
            continue
        offset = _offset(calls)
        if offset is not None:
            yield Violation(
                node=offset,
                message="offset() of rows in no order: pages may overlap.",
                remedy="Order by something unique: .order_by(col(Model.id)).",
                fix=_fix(module, one.call.args[0], offset),
            )


def _offset(calls: list[ast.Call]) -> ast.Attribute | None:
    for one in calls:
        if isinstance(one.func, ast.Attribute) and one.func.attr == "offset":
            value = one.args[0] if one.args else None
            return None if isinstance(value, ast.Constant) else one.func
    return None


def _fix(module: Module, node: ast.expr, offset: ast.Attribute) -> Fix | None:
    begin = selection(module, node)
    first = begin.args[0] if begin and len(begin.args) == 1 else None
    found = model(module, first)
    keys = [one.name for one in found.fields.values() if one.is_key] if found else []
    if first is None or len(keys) != 1:
        return None
    text = f".order_by(col({module.text(first)}.{keys[0]}))"
    edit = before_method(module, offset, text)
    return Fix("Order by the primary key", (edit,), "unsafe", ("sqlmodel.col",))
