"""Conditions are combined by an operator that Python evaluates itself.

## What it does
Finds `and`, `or`, `not` and chained comparisons of columns within `where()`.

## Why is this bad
Python asks the first condition for its truth when the statement is built. For `==` the
answer is always false: `and` then keeps only the first condition and `or` only the
last, without an error. For `<` and the others it raises TypeError: "Boolean value of
this clause is not defined".

## Example
```python
from sqlmodel import Field, Session, SQLModel, select


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    age: int


def find(session: Session, name: str, age: int) -> Hero | None:
    statement = select(Hero).where(Hero.name == name and Hero.age == age)
    return session.exec(statement).first()
```

## Use instead
```python
from sqlmodel import Field, Session, SQLModel, select


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    age: int


def find(session: Session, name: str, age: int) -> Hero | None:
    statement = select(Hero).where(Hero.name == name, Hero.age == age)
    return session.exec(statement).first()
```

## When it does not apply
What is asked for its truth is a Python value: `where(unlimited or Hero.age < 30)`.
"""

import ast
from collections.abc import Iterator

from mcp_server.rules.edits import replace
from mcp_server.rules.module import Module
from mcp_server.rules.rule import Fix, Violation
from mcp_server.rules.statements import conditions, is_expression

CODE = "SQM037"
SEVERITY = "error"
CATEGORY = "queries"
PROBLEM = None
FIX = "unsafe"
"""The statement then says what it seems to say, and returns other rows."""


def check(module: Module) -> Iterator[Violation]:
    """Arguments of where() in which Python decides."""
    for argument in conditions(module):
        node = _decided(module, argument)
        if node is not None:
            yield Violation(
                node=node,
                message=f"Python evaluates `{_operator(node)}` here: a part of the "
                "condition never reaches the database.",
                remedy="Give where() several arguments, or combine with and_(), or_() "
                "and not_().",
                fix=_fix(module, node, is_whole=node is argument),
            )


def _decided(module: Module, node: ast.expr) -> ast.expr | None:
    """The first operator that asks an SQL expression for its truth."""
    if isinstance(node, ast.BoolOp):
        asked = node.values[:-1]
        if any(is_expression(module, one) for one in asked):
            return node
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        return node if is_expression(module, node.operand) else None
    if isinstance(node, ast.Compare) and len(node.ops) > 1:
        sides = (node.left, *node.comparators)
        return node if any(is_expression(module, one) for one in sides) else None
    inner: list[ast.expr] = []
    if isinstance(node, ast.BoolOp):
        inner = node.values
    elif isinstance(node, ast.BinOp):
        inner = [node.left, node.right]
    elif isinstance(node, ast.Call) and not isinstance(node.func, ast.Attribute):
        inner = node.args
    found = (_decided(module, one) for one in inner)
    return next((one for one in found if one is not None), None)


def _operator(node: ast.expr) -> str:
    if isinstance(node, ast.BoolOp):
        return "and" if isinstance(node.op, ast.And) else "or"
    return "not" if isinstance(node, ast.UnaryOp) else "a chained comparison"


def _fix(module: Module, node: ast.expr, *, is_whole: bool) -> Fix | None:
    if isinstance(node, ast.UnaryOp):
        text, name = f"not_({module.text(node.operand)})", "not_"
    elif isinstance(node, ast.BoolOp) and not _is_nested(node):
        inner = ", ".join(module.text(one) for one in node.values)
        name = "and_" if isinstance(node.op, ast.And) else "or_"
        text = f"{name}({inner})"
        if name == "and_" and is_whole and not _is_bracketed(module, node):
            edit = replace(module, node, inner)
            return Fix("Give several conditions", (edit,), "unsafe")
    else:
        return None
    edit = replace(module, node, text)
    return Fix(f"Combine with {name}()", (edit,), "unsafe", (f"sqlmodel.{name}",))


def _is_nested(node: ast.BoolOp) -> bool:
    """Another operator of the same kind within it: too much for one edit."""
    return any(isinstance(one, ast.BoolOp) for one in node.values)


def _is_bracketed(module: Module, node: ast.expr) -> bool:
    """It stands in brackets of its own, which would become a tuple."""
    start, end = module.span(node)
    data = module.encoded
    before, after = data[:start].rstrip()[-1:], data[end:].lstrip()[:1]
    call = module.parent(node)
    opened = before == b"(" and after == b")"
    if not opened or not isinstance(call, ast.Call):
        return opened
    _, func_end = module.span(call.func)
    between = data[func_end:start].strip()
    return between != b"("
