"""A table has no primary key.

## What it does
Finds table models without any field that is a primary key.

## Why is this bad
The class cannot be mapped: `ArgumentError: Mapper could not assemble any primary key
columns`. Calling a field `id` is not enough.

## Example
```python
from sqlmodel import SQLModel


class Hero(SQLModel, table=True):
    id: int | None = None
    name: str
```

## Use instead
```python
from sqlmodel import Field, SQLModel


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
```

## When it does not apply
The key is in a base class that is not among the files, in a `Column` or in
`__table_args__` or `__mapper_args__`, or the class maps a `__table__` that exists.
"""

import ast
import builtins
from collections.abc import Iterator

from mcp_server.rules.edits import replace
from mcp_server.rules.models import Member, Model
from mcp_server.rules.module import Module
from mcp_server.rules.rule import Fix, Violation
from mcp_server.rules.tables import ancestors, is_whole

CODE = "SQM061"
SEVERITY = "error"
CATEGORY = "models"
PROBLEM = "optional-primary-key"
FIX = "unsafe"
"""Whether `id` is the key that was meant is likely, not sure."""
COLUMNS = ("sa_column", "sa_column_kwargs")
KNOWN = ("typing", "datetime", "decimal", "uuid", "enum", "pydantic", "sqlmodel")
SIGNS = ("primary_key", "PrimaryKeyConstraint", "__mapper_args__", "__table__")


def check(module: Module) -> Iterator[Violation]:
    """Table models that nothing gives a key."""
    for model in module.models:
        if model.is_table and is_whole(model) and not _may_have_key(model):
            yield Violation(
                node=model.node,
                message=f"The table model {model.name} has no primary key.",
                remedy="Give it id: int | None = Field(default=None, "
                "primary_key=True).",
                fix=_fix(module, model),
            )


def _may_have_key(model: Model) -> bool:
    every = [model, *ancestors(model)]
    if any(member.is_open for member in model.members.values()):
        return True
    return any(_says(one.module, one.node) for one in every)


def _says(module: Module, node: ast.ClassDef) -> bool:
    """Something in its body speaks of a key, or comes from elsewhere."""
    text = module.text(node)
    return any(sign in text for sign in SIGNS) or _has_other_columns(module, node)


def _has_other_columns(module: Module, node: ast.ClassDef) -> bool:
    """A field with an alias as its type, or a column made elsewhere, may be the key."""
    annotations = [
        one.annotation for one in node.body if isinstance(one, ast.AnnAssign)
    ]
    named = (one for each in annotations for one in ast.walk(each))
    if any(_is_alias(module, one) for one in named):
        return True
    return any(_is_made(one) for one in ast.walk(node) if isinstance(one, ast.keyword))


def _is_alias(module: Module, node: ast.AST) -> bool:
    """`Key = Annotated[int, Field(primary_key=True)]`, or a name from elsewhere."""
    name = module.qualified(node)
    defined = module.project.definition(name)
    if defined:
        return isinstance(defined[1], ast.Assign | ast.AnnAssign)
    if name is None:
        return isinstance(node, ast.Name) and not hasattr(builtins, node.id)
    return not name.startswith(KNOWN)


def _is_made(node: ast.keyword) -> bool:
    return node.arg in COLUMNS and not isinstance(node.value, ast.Call | ast.Dict)


def _fix(module: Module, model: Model) -> Fix | None:
    found: Member | None = model.own.get("id")
    if found is None or found.call is not None:
        return None
    if ast.unparse(found.node.annotation) not in ("int", "int | None", "Optional[int]"):
        return None
    text = "id: int | None = Field(default=None, primary_key=True)"
    edit = replace(module, found.node, text)
    return Fix("Make id the primary key", (edit,), "unsafe", ("sqlmodel.Field",))
