"""Rows are loaded only to be counted.

## What it does
Finds `len(session.exec(select(Hero)).all())`.

## Why is this bad
Every row travels to the program and becomes an object, for one number that the database
knows.

## Example
```python
from sqlmodel import Field, Session, SQLModel, func, select


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    age: int


def count_older(session: Session, age: int) -> int:
    return len(session.exec(select(Hero).where(Hero.age > age)).all())
```

## Use instead
```python
from sqlmodel import Field, Session, SQLModel, func, select


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    age: int


def count_older(session: Session, age: int) -> int:
    return session.exec(
        select(func.count()).select_from(Hero).where(Hero.age > age)
    ).one()
```

## When it does not apply
The rows are used as well, the statement is limited or made unique, or several things
are selected. An `assert` of a test counts few rows.
"""

import ast
from collections.abc import Iterator

from mcp_server.rules.edits import replace, replace_method
from mcp_server.rules.inference import held, model
from mcp_server.rules.module import Module
from mcp_server.rules.rule import Edit, Fix, Violation
from mcp_server.rules.sessions import statement_of
from mcp_server.rules.statements import execution, methods, steps

CODE = "SQM066"
SEVERITY = "info"
CATEGORY = "performance"
PROBLEM = "unbounded-select"
FIX = "safe"
COUNTABLE = {"where", "filter", "join", "filter_by"}


def check(module: Module) -> Iterator[Violation]:
    """Calls of len() with the rows of a query as their argument."""
    for call in module.nodes(ast.Call):
        is_len = isinstance(call.func, ast.Name) and call.func.id == "len"
        if is_len and not isinstance(statement_of(module, call), ast.Assert):
            rows = call.args[0] if len(call.args) == 1 else None
            found = _all(rows)
            if found and _is_counted(module, found):
                yield Violation(
                    node=call,
                    message="All rows are loaded to be counted.",
                    remedy="Let the database count: "
                    "select(func.count()).select_from(Model), read with .one().",
                    fix=_fix(module, call, found),
                )


def _all(node: ast.expr | None) -> ast.Call | None:
    """The call of .all()."""
    func = node.func if isinstance(node, ast.Call) else None
    is_all = isinstance(func, ast.Attribute) and func.attr in ("all", "fetchall")
    return node if is_all and isinstance(node, ast.Call) else None


def _is_counted(module: Module, node: ast.Call) -> bool:
    found = held(module, node)
    executed = execution(module, node)
    if not found or not found.model or not executed:
        return False
    calls = steps(module, executed.args[0])
    return calls is not None and methods(calls) <= COUNTABLE | {"order_by", "select"}


def _fix(module: Module, call: ast.Call, rows: ast.Call) -> Fix | None:
    """Only where the statement is written within the call."""
    executed = execution(module, rows)
    calls = steps(module, executed.args[0]) if executed else None
    if not executed or not calls or "order_by" in methods(calls):
        return None
    begin, (start, end) = calls[-1], module.span(call)
    if not begin.args or model(module, begin.args[0]) is None:
        return None
    if not start <= module.span(begin)[0] < end or executed.func is not _exec(executed):
        return None
    name = module.text(begin.args[0])
    counted = f"{module.text(begin.func)}(func.count()).select_from({name})"
    edits: list[Edit] = [
        Edit(start, module.span(rows)[0], ""),
        replace(module, begin, counted),
        replace_method(module, rows, ".one()"),
        Edit(module.span(rows)[1], end, ""),
    ]
    return Fix("Let the database count", tuple(edits), "safe", ("sqlmodel.func",))


def _exec(call: ast.Call) -> ast.expr | None:
    func = call.func
    return func if isinstance(func, ast.Attribute) and func.attr == "exec" else None
