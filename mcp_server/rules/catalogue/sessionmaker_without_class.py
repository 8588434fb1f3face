"""A sessionmaker makes sessions that have no exec().

## What it does
Finds `sessionmaker` and `async_sessionmaker` without `class_`, where `exec()` is called
on the sessions that they make.

## Why is this bad
Without `class_` they make the sessions of SQLAlchemy, whatever the annotations say.
These have no `exec()`: `AttributeError` at the first call.

## Example
```python
from sqlalchemy.orm import sessionmaker
from sqlmodel import Session, create_engine, text

engine = create_engine("sqlite:///app.db")
make_session = sessionmaker(engine, expire_on_commit=False)


def ping() -> None:
    with make_session() as session:
        session.exec(text("SELECT 1"))
```

## Use instead
```python
from sqlalchemy.orm import sessionmaker
from sqlmodel import Session, create_engine, text

engine = create_engine("sqlite:///app.db")
make_session = sessionmaker(engine, expire_on_commit=False, class_=Session)


def ping() -> None:
    with make_session() as session:
        session.exec(text("SELECT 1"))
```

## When it does not apply
Sessions on which only `execute()` and `scalars()` are called. Makers whose arguments
cannot be read (`**options`), and sessions that reach `exec()` by ways that are not
followed, such as through an attribute of an object.
"""

import ast
from collections.abc import Iterator

from mcp_server.rules.edits import add_keyword
from mcp_server.rules.makers import makers
from mcp_server.rules.module import Module
from mcp_server.rules.rule import Fix, Violation
from mcp_server.rules.sessions import session_calls

CODE = "SQM092"
SEVERITY = "error"
CATEGORY = "sessions"
PROBLEM = "async-session-no-exec"
FIX = "safe"
CLASSES = {
    "sqlalchemy.orm.sessionmaker": "sqlmodel.Session",
    "sqlalchemy.ext.asyncio.async_sessionmaker": (
        "sqlmodel.ext.asyncio.session.AsyncSession"
    ),
}


def check(module: Module) -> Iterator[Violation]:
    """Makers without a class, of whose sessions exec() is called."""
    plain = [call for call in module.calls(*CLASSES) if _is_plain(call)]
    others = module.project.modules.values() if plain else ()
    used = {
        maker
        for one in others
        for found in session_calls(one, "exec")
        for maker in makers(one, found.held)
    }
    for call in plain:
        if call in used:
            yield _violation(module, call)


def _is_plain(call: ast.Call) -> bool:
    names = [one.arg for one in call.keywords]
    return "class_" not in names and None not in names and len(call.args) < 2


def _violation(module: Module, call: ast.Call) -> Violation:
    wanted = CLASSES[module.qualified(call.func) or ""]
    name = wanted.rpartition(".")[2]
    known = module.imports.names.get(name)
    fix = None
    if known in (None, wanted):
        edit = add_keyword(module, call, f"class_={name}")
        fix = Fix(f"Add class_={name}", (edit,), imports=(wanted,))
    return Violation(
        node=call,
        message="The sessions that this makes are SQLAlchemy's: they have no exec().",
        remedy=f"Add class_={name}, with {wanted}.",
        fix=fix,
    )
