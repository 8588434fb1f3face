"""A column is compared by an operator that Python evaluates itself.

## What it does
Finds `Hero.team_id is None`, `is not None`, `in`, `not in` within `where()`, and
`== None`, which works but is not how it is written (an info).

## Why is this bad
Only operators that classes can define reach SQL. `is` and `in` are answered by Python
when the statement is built: `where(Hero.team_id is None)` becomes `WHERE false`, and
`is not None` becomes `WHERE true`, which returns every row.

## Example
```python
from collections.abc import Sequence

from sqlmodel import Field, Session, SQLModel, col, select


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    age: int | None = None


def without_age(session: Session) -> Sequence[Hero]:
    statement = select(Hero).where(Hero.age is None).limit(9)
    return session.exec(statement.order_by(col(Hero.id))).all()
```

## Use instead
```python
from collections.abc import Sequence

from sqlmodel import Field, Session, SQLModel, col, select


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    age: int | None = None


def without_age(session: Session) -> Sequence[Hero]:
    statement = select(Hero).where(col(Hero.age).is_(None)).limit(9)
    return session.exec(statement.order_by(col(Hero.id))).all()
```

## When it does not apply
The left side is no column of a table model: a parameter, a value that Python is meant
to look at, as in `where(True if team is None else Hero.team_id == team)`.
"""

import ast
from collections.abc import Iterator

from mcp_server.rules.edits import replace
from mcp_server.rules.module import Module
from mcp_server.rules.rule import Fix, Violation
from mcp_server.rules.statements import column, conditions

CODE = "SQM036"
SEVERITY = "error"
CATEGORY = "queries"
PROBLEM = None
FIX = "safe"
METHODS = {
    ast.Is: "is_",
    ast.IsNot: "is_not",
    ast.In: "in_",
    ast.NotIn: "not_in",
    ast.Eq: "is_",
    ast.NotEq: "is_not",
}


def check(module: Module) -> Iterator[Violation]:
    """Comparisons of a column, as arguments of where()."""
    for argument in conditions(module):
        for node in _within(argument):
            if isinstance(node, ast.Compare) and len(node.ops) == 1:
                yield from _compared(module, node)


def _within(node: ast.expr) -> Iterator[ast.expr]:
    """The argument and what stands in its boolean and SQL operators."""
    yield node
    inner: list[ast.expr] = []
    if isinstance(node, ast.BoolOp):
        inner = node.values
    elif isinstance(node, ast.BinOp):
        inner = [node.left, node.right]
    elif isinstance(node, ast.UnaryOp):
        inner = [node.operand]
    elif isinstance(node, ast.Call):
        inner = node.args
    for one in inner:
        yield from _within(one)


def _compared(module: Module, node: ast.Compare) -> Iterator[Violation]:
    operator, right = type(node.ops[0]), node.comparators[0]
    found = column(module, node.left)
    method = METHODS.get(operator)
    is_none = isinstance(right, ast.Constant) and right.value is None
    if not found or not method or (not is_none and method in ("is_", "is_not")):
        return
    is_evaluated = operator not in (ast.Eq, ast.NotEq)
    left = module.text(node.left)
    on = left if isinstance(node.left, ast.Call) else f"col({left})"
    text = f"{on}.{method}({module.text(right)})"
    yield Violation(
        node=node,
        message=f"Python evaluates `{module.text(node)}` itself: the database never "
        "sees it."
        if is_evaluated
        else f"`{module.text(node)}` is written as a method in SQLAlchemy.",
        remedy=f"Write {text}.",
        fix=Fix(f"Write .{method}()", (replace(module, node, text),), "safe", _col(on)),
        severity="error" if is_evaluated else "info",
    )


def _col(text: str) -> tuple[str, ...]:
    return ("sqlmodel.col",) if text.startswith("col(") else ()
