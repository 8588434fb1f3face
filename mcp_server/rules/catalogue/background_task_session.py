"""A background task uses the session of the request.

## What it does
Finds `add_task(...)` that gets the session of the endpoint, or one of its methods.

## Why is this bad
Background tasks run after the response. With `scope="function"` the session is closed
by then: it begins anew and nobody closes it again, a leaked connection. With the scope
of the request, the connection and its transaction stay open until the task has ended,
however long that takes. Some versions of FastAPI close it before, whatever the scope.

## Example
```python
from collections.abc import Iterator
from typing import Annotated

from fastapi import BackgroundTasks, Depends, FastAPI
from sqlmodel import Session, create_engine, text

engine = create_engine("sqlite:///app.db")
app = FastAPI()


def get_session() -> Iterator[Session]:
    with Session(engine) as session:
        yield session


SessionDep = Annotated[Session, Depends(get_session, scope="function")]


def clean_up(session: Session) -> None:
    session.exec(text("VACUUM"))


@app.delete("/heroes")
def delete_heroes(session: SessionDep, tasks: BackgroundTasks) -> None:
    tasks.add_task(clean_up, session)
```

## Use instead
```python
from fastapi import BackgroundTasks, FastAPI
from sqlmodel import Session, create_engine, text

engine = create_engine("sqlite:///app.db")
app = FastAPI()


def clean_up() -> None:
    with Session(engine) as session:
        session.exec(text("VACUUM"))


@app.delete("/heroes")
def delete_heroes(tasks: BackgroundTasks) -> None:
    tasks.add_task(clean_up)
```

## When it does not apply
Sessions that the endpoint makes for the task. With a dependency of the request's scope
it works with FastAPI 0.118 and later: only a hint there. Tests are not looked at.
"""

import ast
from collections.abc import Iterator

from mcp_server.rules.dependencies import depends
from mcp_server.rules.inference import held
from mcp_server.rules.module import Module
from mcp_server.rules.rule import Violation

CODE = "SQM051"
SEVERITY = "warning"
CATEGORY = "sessions"
PROBLEM = "background-task-session"
FIX = None


def check(module: Module) -> Iterator[Violation]:
    """Tasks that get a session which the endpoint got."""
    if "add_task" not in module.source or module.is_test:
        return
    for call in module.nodes(ast.Call):
        if isinstance(call.func, ast.Attribute) and call.func.attr == "add_task":
            found = list(_given(module, call))
            if found:
                yield _violation(module, call, found[0])


def _given(module: Module, call: ast.Call) -> Iterator[ast.arg]:
    """The parameters of the endpoint that are sessions and reach the task."""
    values = [*call.args, *(one.value for one in call.keywords)]
    for one in values:
        named = one.value if isinstance(one, ast.Attribute) else one
        found = held(module, named) if isinstance(named, ast.Name) else None
        if not found or found.kind not in ("session", "async session"):
            continue
        if isinstance(found.origin, ast.arg) and depends(module, found.origin):
            yield found.origin


def _violation(module: Module, call: ast.Call, parameter: ast.arg) -> Violation:
    dependency = depends(module, parameter)
    scopes = [one.value for one in dependency.keywords] if dependency else []
    closed = any(getattr(one, "value", None) == "function" for one in scopes)
    return Violation(
        node=call,
        message=f"The task uses {parameter.arg}, the session of the request.",
        remedy="Let the task open a session of its own, and give it keys, not rows.",
        severity=None if closed else "info",
    )
