"""A dependency is declared as a default value.

## What it does
Finds `session: Session = Depends(get_session)`.

## Why is this bad
The default is a lie: whoever calls the function without FastAPI gets a `Depends` object
for a session. With `Annotated` the function stays an ordinary one, and the type with
its dependency gets a name that all endpoints share.

## Example
```python
from fastapi import Depends, FastAPI
from sqlmodel import Session

app = FastAPI()


def get_session() -> Session:
    raise NotImplementedError


@app.get("/")
def read(session: Session = Depends(get_session)) -> None:
    session.rollback()
```

## Use instead
```python
from typing import Annotated

from fastapi import Depends, FastAPI
from sqlmodel import Session

app = FastAPI()


def get_session() -> Session:
    raise NotImplementedError


@app.get("/")
def read(session: Annotated[Session, Depends(get_session)]) -> None:
    session.rollback()
```

## When it does not apply
It works, and older code is full of it. Parameters that are no sessions are not looked
at. There is no fix where a parameter with an ordinary default stands before it, since
the order of the parameters would have to change.
"""

import ast
from collections.abc import Iterator

from mcp_server.rules.dependencies import default_of
from mcp_server.rules.inference import annotated
from mcp_server.rules.module import Module
from mcp_server.rules.routes import DEPENDS
from mcp_server.rules.rule import Edit, Fix, Violation

CODE = "SQM057"
SEVERITY = "info"
CATEGORY = "fastapi"
PROBLEM = None
FIX = "safe"
SESSIONS = ("session", "async session")


def check(module: Module) -> Iterator[Violation]:
    """Parameters for sessions with Depends() as their default."""
    for call in module.calls(*DEPENDS):
        arguments = module.parent(call)
        if isinstance(arguments, ast.arguments):
            parameter = _parameter(module, arguments, call)
            found = annotated(module, parameter.annotation)
            if found and found.kind in SESSIONS:
                yield _violation(module, arguments, parameter)


def _every(arguments: ast.arguments) -> list[ast.arg]:
    return [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]


def _parameter(module: Module, arguments: ast.arguments, call: ast.Call) -> ast.arg:
    every = _every(arguments)
    return next(one for one in every if default_of(module, one) is call)


def _violation(
    module: Module, arguments: ast.arguments, parameter: ast.arg
) -> Violation:
    written = module.text(parameter)
    return Violation(
        node=parameter,
        message=f"The default of {parameter.arg} is a Depends() object.",
        remedy=f"Use Annotated for {written}.",
        fix=_fix(module, arguments, parameter),
    )


def _fix(module: Module, arguments: ast.arguments, parameter: ast.arg) -> Fix | None:
    """This parameter and the dependencies before it: no default may come first."""
    edits: list[Edit] = []
    for one in _every(arguments):
        default = default_of(module, one)
        if default is not None:
            edit = _annotated(module, one, default)
            if edit is None:
                return None
            edits.append(edit)
        if one is parameter:
            break
    return Fix("Use Annotated", tuple(edits), imports=("typing.Annotated",))


def _annotated(module: Module, one: ast.arg, default: ast.expr) -> Edit | None:
    """`session: Annotated[Session, Depends(...)]`, if the default is a dependency."""
    called = default.func if isinstance(default, ast.Call) else None
    if module.qualified(called) not in DEPENDS or one.annotation is None:
        return None
    kind, given = module.text(one.annotation), module.text(default)
    start, end = module.span(one)[0], module.span(default)[1]
    return Edit(start, end, f"{one.arg}: Annotated[{kind}, {given}]")
