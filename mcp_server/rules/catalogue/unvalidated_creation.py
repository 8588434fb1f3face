"""A row is made of input without validation.

## What it does
Finds table models that are called with the unpacked fields of input: a data model's
`model_dump()`, a `dict` parameter of an endpoint, or parsed JSON.

## Why is this bad
Calling a table model validates nothing: wrong types, lengths and missing fields go on
to the database, or into it. `model_validate` checks what the table says, and takes the
fields that the input does not have by `update={...}`.

## Example
```python
from sqlmodel import Field, SQLModel


class HeroCreate(SQLModel):
    name: str


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=100)
    owner: str


def make_hero(data: HeroCreate, owner: str) -> Hero:
    return Hero(**data.model_dump(), owner=owner)
```

## Use instead
```python
from sqlmodel import Field, SQLModel


class HeroCreate(SQLModel):
    name: str


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=100)
    owner: str


def make_hero(data: HeroCreate, owner: str) -> Hero:
    return Hero.model_validate(data, update={"owner": owner})
```

## When it does not apply
Data models validate when they are called, and so do table models with
`validate_assignment`. Copies of rows, literal dictionaries, tests, and dictionaries of
unknown origin are not looked at. There is no fix where `model_validate` would miss a
required field, which the code may set later.
"""

import ast
from collections.abc import Iterator

from mcp_server.rules.dependencies import depends
from mcp_server.rules.edits import replace
from mcp_server.rules.inference import held, model
from mcp_server.rules.models import Member, Model
from mcp_server.rules.module import Module
from mcp_server.rules.routes import routes
from mcp_server.rules.rule import Fix, Violation

CODE = "SQM007"
SEVERITY = "warning"
CATEGORY = "models"
PROBLEM = "table-skips-validation"
FIX = "safe"
DUMPS = ("model_dump", "dict")
MAPPINGS = {"dict", "Dict", "typing.Dict", "Mapping", "collections.abc.Mapping"}


def check(module: Module) -> Iterator[Violation]:
    """Calls of table models with `**input`."""
    if "**" not in module.source or module.is_test:
        return
    for call in module.nodes(ast.Call):
        unpacked = [one.value for one in call.keywords if one.arg is None]
        if len(unpacked) == 1 and not call.args:
            made = model(module, call.func)
            if made and made.is_table and not _validates(made):
                yield from _judged(module, call, made, unpacked[0])


def _validates(made: Model) -> bool:
    """The table model, or one of its parents, validates whatever it is given."""
    own = ast.dump(ast.Module(made.node.body, []))
    return "validate_assignment" in own or any(_validates(one) for one in made.parents)


def _judged(
    module: Module, call: ast.Call, made: Model, given: ast.expr
) -> Iterator[Violation]:
    dumped = _dumped(given)
    if dumped is not None:
        data = held(module, dumped)
        if data and data.kind == "row" and data.model and not data.model.is_table:
            whole = isinstance(given, ast.Call) and not given.args + given.keywords
            fits = whole and _fits(call, made, data.model)
            yield _violation(module, call, made, dumped, has_fix=fits)
    elif isinstance(given, ast.Name) and _is_raw(module, given):
        yield _violation(module, call, made, given, has_fix=False)


def _dumped(node: ast.expr) -> ast.expr | None:
    """The model in `data.model_dump()`."""
    func = node.func if isinstance(node, ast.Call) else None
    if isinstance(func, ast.Attribute) and func.attr in DUMPS:
        return func.value
    return None


def _is_raw(module: Module, name: ast.Name) -> bool:
    """A dictionary straight from a request: nothing has looked at it."""
    function = module.function(name)
    if function is None:
        return False
    for route in routes(module):
        for one in route.parameters if route.function is function else ():
            if one.arg == name.id:
                return _is_mapping(one.annotation) and not depends(module, one)
    values = [one.value for one in module.bindings(function).get(name.id, ())]
    return len(values) == 1 and _is_parsed(module, values[0])


def _is_mapping(node: ast.expr | None) -> bool:
    named = node.value if isinstance(node, ast.Subscript) else node
    return getattr(named, "id", getattr(named, "attr", None)) in MAPPINGS


def _is_parsed(module: Module, node: ast.expr | None) -> bool:
    """`json.loads(...)` or `await request.json()`."""
    inner = node.value if isinstance(node, ast.Await) else node
    if not isinstance(inner, ast.Call):
        return False
    is_request = isinstance(inner.func, ast.Attribute) and inner.func.attr == "json"
    return is_request or module.qualified(inner.func) == "json.loads"


def _fits(call: ast.Call, made: Model, data: Model) -> bool:
    """model_validate() finds every required field of the table."""
    given = {one.arg for one in call.keywords} | set(data.fields)
    required = [name for name, one in made.fields.items() if _is_required(one)]
    return set(required) <= given


def _is_required(member: Member) -> bool:
    if member.call is None:
        return member.node.value is None
    names = {one.arg for one in member.call.keywords}
    return not member.call.args and names.isdisjoint({"default", "default_factory"})


def _violation(
    module: Module, call: ast.Call, made: Model, data: ast.expr, *, has_fix: bool
) -> Violation:
    name, written = module.text(call.func), module.text(data)
    more = [one for one in call.keywords if one.arg is not None]
    pairs = ", ".join(f'"{one.arg}": {module.text(one.value)}' for one in more)
    update = f", update={{{pairs}}}" if more else ""
    better = f"{name}.model_validate({written}{update})"
    fix = Fix("Validate the input", (replace(module, call, better),))
    return Violation(
        node=call,
        message=f"{made.name}(...) does not validate {written}.",
        remedy=f"Write {better}.",
        fix=fix if has_fix else None,
    )
