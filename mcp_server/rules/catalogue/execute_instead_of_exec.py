"""A SQLModel session executes a select by another method than exec().

## What it does
Finds `session.execute(select(...))` and `session.scalars(select(...))` on a session of
SQLModel, and `session.query()`, which is a warning.

## Why is this bad
`exec()` knows what a select of SQLModel returns: rows of one model come as they are,
not in tuples of one, and the types are known. `execute()` of the asynchronous session
and `query()` warn that they are deprecated.

## Example
```python
from sqlmodel import Field, Session, SQLModel, select


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str


def named(session: Session, name: str) -> Hero | None:
    return session.execute(select(Hero).where(Hero.name == name)).scalars().first()
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
The session is one of SQLAlchemy, or its class is not known. The statement is text, DDL,
or a `select` of SQLAlchemy, whose rows `exec()` would not unpack.
"""

import ast
from collections.abc import Iterator

from mcp_server.rules.edits import replace_method
from mcp_server.rules.module import Module
from mcp_server.rules.rule import Edit, Fix, Violation
from mcp_server.rules.sessions import SessionCall, session_calls
from mcp_server.rules.statements import selection

CODE = "SQM038"
SEVERITY = "info"
CATEGORY = "queries"
PROBLEM = "execute-returns-rows"
FIX = "safe"
OF_SQLMODEL = {"sqlmodel.Session", "sqlmodel.ext.asyncio.session.AsyncSession"}
QUERY = "session.query() is deprecated in SQLModel."


def check(module: Module) -> Iterator[Violation]:
    """Selects that a SQLModel session executes in another way."""
    for one in session_calls(module, "execute", "scalars", "query"):
        if one.held.type not in OF_SQLMODEL or not one.call.args:
            continue
        if one.method == "query":
            yield Violation(
                node=one.call,
                message=QUERY,
                remedy="Use session.exec(select(...)).",
                severity="warning",
            )
        elif call := selection(module, one.call.args[0]):
            yield Violation(
                node=one.call,
                message=f"session.{one.method}() of a select: SQLModel has exec().",
                remedy="Use session.exec(select(...)); one model comes without tuples.",
                fix=_fix(module, one, len(call.args)),
            )


def _fix(module: Module, one: SessionCall, width: int) -> Fix | None:
    func = one.call.func
    assert isinstance(func, ast.Attribute)
    _, end = module.span(func)
    edits = [Edit(end - len(func.attr), end, "exec")]
    if one.method == "execute" and width == 1:
        scalars = _scalars(module, one.call)
        if scalars is None:  # the tuples of one are read as such
            return None
        edits.append(replace_method(module, scalars, ""))
    elif one.method == "scalars" and width != 1:
        return None
    return Fix("Use exec()", tuple(edits))


def _scalars(module: Module, call: ast.Call) -> ast.Call | None:
    """The call of .scalars() that follows."""
    node: ast.AST | None = module.parent(call)
    if isinstance(node, ast.Await):
        node = module.parent(node)
    outer = module.parent(node) if node is not None else None
    follows = isinstance(node, ast.Attribute) and node.attr == "scalars"
    return outer if follows and isinstance(outer, ast.Call) and not outer.args else None
