"""Two models are the same table.

## What it does
Finds two table models of one file whose tables have the same name.

## Why is this bad
The import fails: `InvalidRequestError: Table 'hero' is already defined for this
MetaData instance`.

## Example
```python
from sqlmodel import Field, SQLModel


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)


class Person(SQLModel, table=True):
    __tablename__ = "hero"
    id: int | None = Field(default=None, primary_key=True)
```

## Use instead
```python
from sqlmodel import Field, SQLModel


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)


class Person(SQLModel, table=True):
    __tablename__ = "person"
    id: int | None = Field(default=None, primary_key=True)
```

## When it does not apply
`__table_args__` has a `schema`, `extend_existing` or `keep_existing`, something clears
the metadata, or a base has a registry of its own. Classes within functions, conditions
and `try` are left alone, as are tables that inherit from a table.
"""

import ast
from collections.abc import Iterator

from mcp_server.rules.models import Model, members
from mcp_server.rules.module import Module
from mcp_server.rules.rule import Violation
from mcp_server.rules.tables import ancestors, body_value, table_name

CODE = "SQM060"
SEVERITY = "error"
CATEGORY = "models"
PROBLEM = "table-already-defined"
FIX = None


def check(module: Module) -> Iterator[Violation]:
    """The second model of a table, at the top level of a file."""
    if not module.models or ".clear()" in module.source:
        return
    seen: dict[str, Model] = {}
    for model in _top_level(module):
        name = table_name(model)
        if name is None or not _is_plain(model):
            continue
        first = seen.setdefault(name, model)
        if first is not model:
            yield Violation(
                node=model.node,
                message=f"The table {name} of {model.name} is already that of "
                f"{first.name} in line {first.node.lineno}.",
                remedy="Give one of them another __tablename__, or remove it.",
            )


def _top_level(module: Module) -> Iterator[Model]:
    """The table models of a file; also those whose name a later class takes."""
    known = {one.name: one for one in module.models if one.is_table}
    for node in module.tree.body:
        model = known.get(node.name) if isinstance(node, ast.ClassDef) else None
        if model is None or not isinstance(node, ast.ClassDef):
            continue
        if model.node is node:
            yield model
        elif [ast.dump(one) for one in node.bases] == [
            ast.dump(one) for one in model.node.bases
        ] and _is_table(node):
            own = {one.name: one for one in members(module, node)}
            yield Model(node.name, node, module, True, own, model.parents)


def _is_table(node: ast.ClassDef) -> bool:
    return any(one.arg == "table" for one in node.keywords)


def _is_plain(model: Model) -> bool:
    """It goes into the metadata of SQLModel, and nothing makes that special."""
    every = [model, *ancestors(model)]
    if any(one.is_table for one in every[1:]):
        return False
    own = ("registry", "metadata")
    keywords = {keyword.arg for one in every for keyword in one.node.keywords}
    if keywords & set(own) or body_value(model, "metadata") is not None:
        return False
    return not isinstance(body_value(model, "__table_args__"), ast.AST) or _is_simple(
        model
    )


def _is_simple(model: Model) -> bool:
    """Its table arguments are written here, and none lets two tables be one."""
    arguments = body_value(model, "__table_args__")
    if not isinstance(arguments, ast.Tuple | ast.Dict):
        return False
    said = ast.unparse(arguments)
    return not any(
        one in said for one in ("schema", "extend_existing", "keep_existing")
    )
