"""A dependency commits after the response was sent.

## What it does
Finds generator dependencies that commit after `yield`, also by a block of `begin()`,
and that are used without `scope="function"`.

## Why is this bad
By default FastAPI ends a dependency after the response is on its way. If the commit
fails then, the client has its 200 and the data is lost. And whoever reads right after
the answer may not see the change yet.

## Example
```python
from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, FastAPI
from sqlmodel import Session, create_engine

engine = create_engine("sqlite:///app.db")
app = FastAPI()


def get_session() -> Iterator[Session]:
    with Session(engine) as session:
        yield session
        session.commit()


SessionDep = Annotated[Session, Depends(get_session)]
```

## Use instead
```python
from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, FastAPI
from sqlmodel import Session, create_engine

engine = create_engine("sqlite:///app.db")
app = FastAPI()


def get_session() -> Iterator[Session]:
    with Session(engine) as session:
        yield session
        session.commit()


SessionDep = Annotated[Session, Depends(get_session, scope="function")]
```

## When it does not apply
The commit stands in the endpoint, which is better still: it says where the transaction
ends, and its errors can be answered. `scope="function"` needs FastAPI 0.121; before
0.106 dependencies ended before the response.
"""

import ast
from collections.abc import Iterator

from mcp_server.rules.edits import add_keyword
from mcp_server.rules.inference import held
from mcp_server.rules.module import Function, Module
from mcp_server.rules.routes import DEPENDS
from mcp_server.rules.rule import Fix, Violation
from mcp_server.rules.sessions import session_calls

CODE = "SQM072"
SEVERITY = "warning"
CATEGORY = "fastapi"
PROBLEM = None
FIX = "unsafe"
"""Streaming responses need the session until their end."""
KINDS = ("session", "async session", "sessionmaker", "async sessionmaker")


def check(module: Module) -> Iterator[Violation]:
    """Dependencies of the request's scope that commit at their end."""
    for found in (*module.nodes(ast.Yield),):
        function = module.function(found)
        if function is None or module.is_test:
            continue
        commit = _commit_after(module, function, found)
        late = list(_late(module, function)) if commit else []
        if commit and late:
            yield _violation(module, commit, function, late)


def _commit_after(
    module: Module, function: Function, found: ast.Yield
) -> ast.expr | None:
    """What commits once the generator goes on."""
    for call in session_calls(module, "commit"):
        if module.function(call.call) is function and call.call.lineno > found.lineno:
            return call.call
    for one in module.ancestors(found):
        if one is function:
            break
        for item in one.items if isinstance(one, ast.With | ast.AsyncWith) else ():
            if _begins(module, item.context_expr):
                return item.context_expr
    return None


def _begins(module: Module, node: ast.expr) -> bool:
    """`session.begin()`, or that of a sessionmaker."""
    func = node.func if isinstance(node, ast.Call) else None
    if not isinstance(func, ast.Attribute) or func.attr != "begin":
        return False
    found = held(module, func.value)
    return found is not None and found.kind in KINDS


def _late(module: Module, function: Function) -> Iterator[tuple[Module, ast.Call]]:
    """Where the function is used with the scope of the request."""
    project = module.project
    for other in project.modules.values():
        for call in other.calls(*DEPENDS):
            defined = project.definition(
                other.qualified(call.args[0]) if call.args else None
            )
            scoped = any(one.arg in ("scope", None) for one in call.keywords)
            if defined and defined[1] is function and not scoped:
                yield other, call


def _violation(
    module: Module,
    commit: ast.expr,
    function: Function,
    late: list[tuple[Module, ast.Call]],
) -> Violation:
    edits = tuple(
        add_keyword(module, call, 'scope="function"')
        for other, call in late
        if other is module
    )
    fix = Fix('Add scope="function"', edits, "unsafe")
    return Violation(
        node=commit,
        message=f"{function.name}() commits when the response has been sent.",
        remedy='Commit in the endpoint, or use Depends(..., scope="function").',
        fix=fix if len(edits) == len(late) else None,
    )
