"""Each request makes an engine of its own.

## What it does
Finds `create_engine` and `create_async_engine` in endpoints and in dependencies.

## Why is this bad
An engine is a pool of connections, made to be shared. One for each request connects
anew each time, and leaves its connections to the garbage collector: under load the
server runs out of connections.

## Example
```python
from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, FastAPI
from sqlmodel import Session, create_engine

app = FastAPI()


def get_session() -> Iterator[Session]:
    engine = create_engine("sqlite:///app.db")
    with Session(engine) as session:
        yield session


SessionDep = Annotated[Session, Depends(get_session)]
```

## Use instead
```python
from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, FastAPI
from sqlmodel import Session, create_engine

app = FastAPI()
engine = create_engine("sqlite:///app.db")


def get_session() -> Iterator[Session]:
    with Session(engine) as session:
        yield session


SessionDep = Annotated[Session, Depends(get_session)]
```

## When it does not apply
The function is cached (`functools.cache`), keeps the engine in a `global` or an
attribute, or disposes of it: an endpoint that tests a connection to some other
database may do that.
"""

import ast
from collections.abc import Iterator

from mcp_server.rules.dependencies import is_cached, is_dependency
from mcp_server.rules.engines import engines
from mcp_server.rules.module import Function, Module
from mcp_server.rules.routes import routes
from mcp_server.rules.rule import Violation

CODE = "SQM053"
SEVERITY = "warning"
CATEGORY = "engine"
PROBLEM = "connection-leak"
FIX = None


def check(module: Module) -> Iterator[Violation]:
    """Engines that are made while a request is answered."""
    for engine in engines(module) if not module.is_test else ():
        function = module.function(engine.node)
        if function and _per_request(module, function) and not _kept(module, function):
            yield Violation(
                node=engine.node,
                message=f"{function.name}() makes a new engine for each request.",
                remedy="Make the engine once, at the top level or in the lifespan.",
            )


def _per_request(module: Module, function: Function) -> bool:
    if is_cached(module, function):
        return False
    answers = any(one.function is function for one in routes(module))
    return answers or is_dependency(module, function)


def _kept(module: Module, function: Function) -> bool:
    """The function shares the engine, or ends it."""
    return any(_keeps(node) for node in ast.walk(function))


def _keeps(node: ast.AST) -> bool:
    if isinstance(node, ast.Attribute) and node.attr == "dispose":
        return True
    if isinstance(node, ast.Attribute | ast.Subscript):
        return isinstance(node.ctx, ast.Store)
    return isinstance(node, ast.Global | ast.Nonlocal)
