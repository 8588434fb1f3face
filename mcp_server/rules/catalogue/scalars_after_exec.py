"""A result of exec() is asked for scalars a second time.

## What it does
Finds `.scalars()`, `.scalar()`, `.scalar_one()` and `.scalar_one_or_none()` after
`session.exec(select(OneThing))`.

## Why is this bad
`exec()` has already taken the only element out of each row. Its result has no such
methods: AttributeError: 'ScalarResult' object has no attribute 'scalars'.

## Example
```python
from sqlmodel import Field, Session, SQLModel, select


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str


def named(session: Session, name: str) -> Hero | None:
    return session.exec(select(Hero).where(Hero.name == name)).scalars().first()
```

## Use instead
```python
from sqlmodel import Field, Session, SQLModel, select


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str


def named(session: Session, name: str) -> Hero | None:
    return session.exec(select(Hero).where(Hero.name == name)).first()
```

## When it does not apply
The statement selects several things, or is a `select` of SQLAlchemy: then `exec()`
returns whole rows, and `.scalars()` takes the first column.
"""

import ast
from collections.abc import Iterator

from mcp_server.rules.edits import replace_method
from mcp_server.rules.module import Module
from mcp_server.rules.rule import Fix, Violation
from mcp_server.rules.sessions import session_calls
from mcp_server.rules.statements import selection

CODE = "SQM039"
SEVERITY = "error"
CATEGORY = "queries"
PROBLEM = "execute-returns-rows"
FIX = "safe"
INSTEAD = {
    "scalars": "",
    "scalar": ".first()",
    "scalar_one": ".one()",
    "scalar_one_or_none": ".one_or_none()",
}


def check(module: Module) -> Iterator[Violation]:
    """Methods of rows on a result of scalars."""
    for one in session_calls(module, "exec"):
        if not one.call.args or not _is_of_one(module, one.call.args[0]):
            continue
        result: ast.expr = one.call
        outer = module.parent(result)
        if isinstance(outer, ast.Await):
            result, outer = outer, module.parent(outer)
        called = module.parent(outer) if isinstance(outer, ast.Attribute) else None
        if not isinstance(outer, ast.Attribute) or not isinstance(called, ast.Call):
            continue
        if outer.attr in INSTEAD and outer.value is result and not called.args:
            yield _violation(module, outer, called)


def _is_of_one(module: Module, node: ast.expr) -> bool:
    """A select of SQLModel of a single thing."""
    call = selection(module, node)
    arguments = call.args if call else []
    return len(arguments) == 1 and not isinstance(arguments[0], ast.Starred)


def _violation(module: Module, outer: ast.Attribute, called: ast.Call) -> Violation:
    instead = INSTEAD[outer.attr]
    edit = replace_method(module, called, instead)
    return Violation(
        node=outer,
        message=f"The result of exec() has no {outer.attr}(): AttributeError.",
        remedy=f"Write {instead or 'it without .scalars()'}.",
        fix=Fix(f"Remove .{outer.attr}()", (edit,)),
    )
