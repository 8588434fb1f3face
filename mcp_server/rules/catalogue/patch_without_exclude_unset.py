"""An update overwrites what the request left out.

## What it does
Finds updates of rows by a whole `model_dump()` of a model whose fields have defaults:
by `sqlmodel_update` or by a loop of `setattr`, in `PATCH` endpoints, and in functions
that update by their name and get a model with nothing but optional fields.

## Why is this bad
`model_dump()` holds the defaults of the fields that were not sent. A request that
changes only the name sets everything else to `None`.

## Example
```python
from sqlmodel import Field, SQLModel


class HeroUpdate(SQLModel):
    name: str | None = None
    age: int | None = None


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    age: int | None = None


def update_hero(hero: Hero, data: HeroUpdate) -> None:
    hero.sqlmodel_update(data.model_dump())
```

## Use instead
```python
from sqlmodel import Field, SQLModel


class HeroUpdate(SQLModel):
    name: str | None = None
    age: int | None = None


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    age: int | None = None


def update_hero(hero: Hero, data: HeroUpdate) -> None:
    hero.sqlmodel_update(data.model_dump(exclude_unset=True))
```

## When it does not apply
`PUT` replaces the whole row. Dumps with `exclude_unset`, `exclude_none`,
`exclude_defaults` or `include`, loops that look at each value first, and models that
are not known or whose fields are all required.
"""

import ast
from collections.abc import Iterator

from mcp_server.rules.edits import add_keyword, append
from mcp_server.rules.inference import held
from mcp_server.rules.models import Member, Model
from mcp_server.rules.module import Function, Module
from mcp_server.rules.routes import routes
from mcp_server.rules.rule import Fix, Violation

CODE = "SQM008"
SEVERITY = "warning"
CATEGORY = "fastapi"
PROBLEM = "patch-overwrites-null"
FIX = "safe"
DUMPS = ("model_dump", "dict")
VERBS = ("update", "patch", "edit", "change", "modify")
LIMITS = {"exclude_unset", "exclude_none", "exclude_defaults", "include", None}


def check(module: Module) -> Iterator[Violation]:
    """Whole dumps that reach a row."""
    if "sqlmodel_update" not in module.source and "setattr" not in module.source:
        return
    methods = {route.function: route.method for route in routes(module)}
    for node in _updates(module):
        source = _source(module, node)
        data = _model(module, source)
        function = module.function(node)
        if data and function and _is_partial(data, function, methods.get(function)):
            yield _violation(module, source)


def _updates(module: Module) -> Iterator[ast.expr]:
    """What is given to sqlmodel_update(), or goes through a loop of setattr()."""
    for call in module.nodes(ast.Call):
        if call.args and _method(call) == "sqlmodel_update":
            yield call.args[0]
    for loop in module.nodes(ast.For):
        items = loop.iter.func if isinstance(loop.iter, ast.Call) else None
        if isinstance(items, ast.Attribute) and items.attr == "items":
            yield from [items.value] if any(_sets(one) for one in loop.body) else ()


def _method(call: ast.Call) -> str | None:
    return call.func.attr if isinstance(call.func, ast.Attribute) else None


def _sets(node: ast.stmt) -> bool:
    call = node.value if isinstance(node, ast.Expr) else None
    func = call.func if isinstance(call, ast.Call) else None
    return isinstance(func, ast.Name) and func.id == "setattr"


def _source(module: Module, node: ast.expr) -> ast.expr:
    """The expression behind a variable that gets a value once."""
    function = module.function(node)
    if isinstance(node, ast.Name) and function:
        values = [one.value for one in module.bindings(function).get(node.id, ())]
        if len(values) == 1 and values[0] is not None and _dumped(values[0]):
            return values[0]
    return node


def _dumped(node: ast.expr) -> ast.expr | None:
    """The model of which everything is dumped."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        return None
    limited = any(one.arg in LIMITS for one in node.keywords)
    return node.func.value if node.func.attr in DUMPS and not limited else None


def _model(module: Module, node: ast.expr) -> Model | None:
    """The data model whose fields all reach the row."""
    found = held(module, _dumped(node) or node)
    data = found.model if found and found.kind == "row" else None
    return data if data and not data.is_table else None


def _is_partial(data: Model, function: Function, method: str | None) -> bool:
    """A request may leave fields out, and means by it that they stay."""
    fields = data.fields.values()
    if method is not None:
        return method == "patch" and any(_has_default(one) for one in fields)
    if not any(verb in function.name.lower() for verb in VERBS):
        return False
    optional = [one for one in fields if one.is_optional and _has_default(one)]
    return bool(optional) and len(optional) == len(data.fields)


def _has_default(member: Member) -> bool:
    if member.call is None:
        return member.node.value is not None
    names = {one.arg for one in member.call.keywords}
    return bool(member.call.args) or not names.isdisjoint(
        {"default", "default_factory"}
    )


def _violation(module: Module, source: ast.expr) -> Violation:
    if isinstance(source, ast.Call) and _dumped(source):
        edit = add_keyword(module, source, "exclude_unset=True")
    else:
        edit = append(module, source, ".model_dump(exclude_unset=True)")
    return Violation(
        node=source,
        message="Fields that the request left out overwrite the row with defaults.",
        remedy="Use model_dump(exclude_unset=True).",
        fix=Fix("Leave out what was not sent", (edit,)),
    )
