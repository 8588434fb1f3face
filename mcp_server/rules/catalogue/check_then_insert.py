"""A row is inserted because a query did not find it.

## What it does
Finds functions that look for a row, insert one of the same model if there is none, and
do not expect IntegrityError.

## Why is this bad
Between the query and the insert another request can insert the same row. Then there are
two of them, or, with a unique constraint, an error that nobody handles: a status 500.

## Example
```python
from sqlmodel import Field, Session, SQLModel, select


class User(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    email: str = Field(unique=True)


def register(session: Session, email: str) -> User:
    known = session.exec(select(User).where(User.email == email)).first()
    if known:
        raise ValueError("This address is taken.")
    user = User(email=email)
    session.add(user)
    session.commit()
    return user
```

## Use instead
```python
from sqlalchemy.exc import IntegrityError
from sqlmodel import Field, Session, SQLModel


class User(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    email: str = Field(unique=True)


def register(session: Session, email: str) -> User:
    user = User(email=email)
    session.add(user)
    try:
        session.commit()
    except IntegrityError:
        session.rollback()
        raise ValueError("This address is taken.") from None
    return user
```

## When it does not apply
The function catches IntegrityError, or an exception handler of the application does.
The query locks (`with_for_update`). A script's or test's own session: only functions
that are given their session count.
"""

import ast
from collections.abc import Iterator

from mcp_server.rules.inference import held
from mcp_server.rules.module import Function, Module
from mcp_server.rules.rule import Violation
from mcp_server.rules.sessions import SessionCall, session_calls

CODE = "SQM040"
SEVERITY = "info"
CATEGORY = "queries"
PROBLEM = "integrity-unique"
FIX = None


def check(module: Module) -> Iterator[Violation]:
    """Rows that are added after a query for the same model came back empty."""
    if _is_expected(module):
        return
    for one in session_calls(module, "add"):
        function = module.function(one.call)
        if function is None or not isinstance(one.held.origin, ast.arg):
            continue
        if "with_for_update" in module.text(function):
            continue
        made = held(module, one.call.args[0]) if one.call.args else None
        if made and made.model and _is_made_here(module, made.origin, function):
            looked = _looked_for(module, function, one, made.model)
            if looked is not None:
                yield Violation(
                    node=one.call,
                    message=f"Another request can insert this {made.model.name} "
                    "between the query and the insert.",
                    remedy="Let a unique constraint decide, and catch IntegrityError.",
                )


def _is_expected(module: Module) -> bool:
    """Some file handles IntegrityError."""
    words = ("IntegrityError", "SQLAlchemyError")
    files = module.project.modules.values()
    return any(word in one.source for one in files for word in words)


def _is_made_here(module: Module, made: ast.AST | None, function: Function) -> bool:
    """A new row, by its class or by model_validate()."""
    if not isinstance(made, ast.Call) or module.function(made) is not function:
        return False
    func = made.func
    return not isinstance(func, ast.Attribute) or func.attr == "model_validate"


def _looked_for(
    module: Module, function: Function, one: SessionCall, wanted: object
) -> ast.If | None:
    """The `if` that asks for a row of the model that a query found."""
    for node in ast.walk(function):
        if isinstance(node, ast.If) and node.lineno < one.call.lineno:
            for name in ast.walk(node.test):
                found = isinstance(name, ast.Name) and _is_found(module, name, wanted)
                if found and _decides(node, one.call):
                    return node
    return None


def _is_found(module: Module, name: ast.Name, wanted: object) -> bool:
    found = held(module, name)
    executed = found is not None and found.statement is not None
    if not found or not executed or found.kind != "row" or found.model is not wanted:
        return False
    return "where" in ast.dump(found.statement) if found.statement else False


def _decides(node: ast.If, call: ast.Call) -> bool:
    """Found: it leaves. Not found: it inserts."""
    inside = call in set(ast.walk(node))
    is_absent = isinstance(node.test, ast.UnaryOp) or (
        isinstance(node.test, ast.Compare) and isinstance(node.test.ops[0], ast.Is)
    )
    leaves = isinstance(node.body[-1], ast.Raise | ast.Return)
    return is_absent if inside else leaves and not is_absent
