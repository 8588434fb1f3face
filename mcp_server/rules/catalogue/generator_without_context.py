"""A dependency yields a session that an error leaves open.

## What it does
Finds generators that yield a session which they made, without `with` and without
closing it in `finally`.

## Why is this bad
FastAPI throws the error of an endpoint into the generator, at the `yield`. What follows
the `yield` is skipped, so each failing request keeps a connection, until the pool has
none left.

## Example
```python
from collections.abc import Iterator

from sqlmodel import Session, create_engine

engine = create_engine("sqlite:///app.db")


def get_session() -> Iterator[Session]:
    session = Session(engine)
    yield session
    session.close()
```

## Use instead
```python
from collections.abc import Iterator

from sqlmodel import Session, create_engine

engine = create_engine("sqlite:///app.db")


def get_session() -> Iterator[Session]:
    with Session(engine) as session:
        yield session
```

## When it does not apply
The session is closed in `finally`, or belongs to a `with` block or an exit stack. A
pytest fixture may close it after the `yield`, since pytest does not throw into it. A
`scoped_session` is closed with `remove()`.
"""

import ast
from collections.abc import Iterator

from mcp_server.rules.edits import remove_statement, replace
from mcp_server.rules.inference import held
from mcp_server.rules.module import Function, Module
from mcp_server.rules.rule import Edit, Fix, Violation
from mcp_server.rules.sessions import KINDS, is_call_of, statement_of

CODE = "SQM031"
SEVERITY = "warning"
CATEGORY = "sessions"
PROBLEM = "connection-leak"
FIX = "unsafe"
"""With `with` the session also ends when the endpoint fails."""


def check(module: Module) -> Iterator[Violation]:
    """Generators that yield a session of their own."""
    for node in module.nodes(ast.Yield):
        function = module.function(node)
        if function is None or not node.value:
            continue
        found = held(module, node.value)
        made = found.origin if found and found.kind in KINDS else None
        if not isinstance(made, ast.Call) or module.function(made) is not function:
            continue
        if found and found.type == "sqlalchemy.orm.scoped_session":
            continue
        if _is_left_open(module, function, node, made):
            yield Violation(
                node=node,
                message="An error in the endpoint leaves this session open.",
                remedy="Yield it within `with Session(engine) as session:`.",
                fix=_wrapped(module, function, node, made),
            )


def _is_left_open(
    module: Module, function: Function, node: ast.Yield, made: ast.Call
) -> bool:
    if any(isinstance(one, ast.With | ast.AsyncWith) for one in module.ancestors(node)):
        return False
    if not isinstance(node.value, ast.Name):
        return node.value is made
    name = node.value.id
    parent = module.parent(made)
    if not isinstance(parent, ast.Assign):  # an item of `with`, or handed on
        return False
    if _is_fixture(function) and _closes(function, name):
        return False
    # Whatever stands in `finally` is taken for the closing.
    return not any(
        isinstance(one, ast.Try | ast.TryStar) and one.finalbody
        for one in module.ancestors(node)
    )


def _is_fixture(function: Function) -> bool:
    return any("fixture" in ast.dump(one) for one in function.decorator_list)


def _closes(function: Function, name: str) -> bool:
    return any(is_call_of(one, name, "close", "remove") for one in ast.walk(function))


def _wrapped(
    module: Module, function: Function, node: ast.Yield, made: ast.Call
) -> Fix | None:
    """The two or three usual statements as one `with` block."""
    assigned, place = statement_of(module, made), statement_of(module, node)
    body = function.body
    if not (assigned in body and place in body and isinstance(node.value, ast.Name)):
        return None
    assert assigned is not None and place is not None
    at, name = body.index(assigned), node.value.id
    rest = body[at + 2 :]
    if body.index(place) != at + 1 or not all(
        is_call_of(one, name, "close") for one in rest
    ):
        return None
    is_async = isinstance(function, ast.AsyncFunctionDef)
    head = f"{'async ' if is_async else ''}with {module.text(made)} as {name}:"
    edits: list[Edit] = [replace(module, assigned, head)]
    edits.append(replace(module, place, f"    {module.text(place)}"))
    edits += [remove_statement(module, one) for one in rest]
    return Fix("Use a with block", tuple(edits), "unsafe")
