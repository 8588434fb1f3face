"""The primary key that the database counts up has no default.

## What it does
Finds tables with `id: int = Field(primary_key=True)`: an integer as the only key,
required by its annotation.

## Why is this bad
`Hero(name="Ada")` works all the same, since tables do not validate. But type checkers
refuse it, and `Hero.model_validate(data)` fails where the data have no id: `Field
required`. A row without its key yet is normal: the annotation should say so.

## Example
```python
from sqlmodel import Field, SQLModel


class Hero(SQLModel, table=True):
    id: int = Field(primary_key=True)
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
The program gives the key itself: one of another system, a key that is a foreign key, a
key of several columns, or one that is no integer. Where a file calls `model_validate`
of the table with a data model that has no such field, this is an error.
"""

import ast
from collections.abc import Iterator

from mcp_server.rules.annotations import is_one
from mcp_server.rules.edits import append, insert
from mcp_server.rules.inference import held, model
from mcp_server.rules.models import Member, Model
from mcp_server.rules.module import Module
from mcp_server.rules.rule import Edit, Fix, Violation
from mcp_server.rules.tables import is_whole

CODE = "SQM046"
SEVERITY = "info"
CATEGORY = "models"
PROBLEM = "optional-primary-key"
FIX = "unsafe"
"""Code that relies on the id being an int is told otherwise by type checkers."""
VALUES = ("default", "default_factory", "foreign_key", "sa_column", "sa_column_kwargs")


def check(module: Module) -> Iterator[Violation]:
    """Required integer keys, and validations that they make fail."""
    for table in module.models:
        keys = [one for one in table.fields.values() if one.is_key]
        key = keys[0] if table.is_table and len(keys) == 1 else None
        if key and key.node in table.node.body and _is_required(module, key):
            fails = _fails(module, table, key.name)
            yield Violation(
                node=key.node,
                message=f"{table.name}.{key.name} is required, though the database "
                f"makes it{': model_validate fails' if fails else ''}.",
                remedy=f"Annotate it {key.name}: int | None = Field(default=None, "
                "primary_key=True).",
                fix=_fix(module, key),
                severity="error" if fails else None,
            )


def _is_required(module: Module, key: Member) -> bool:
    if key.call is None or key.call.args or key.is_open:
        return False
    if key.node.value is not key.call or any(key.argument(one) for one in VALUES):
        return False
    return is_one(module, key.node.annotation, "int")


def _fails(module: Module, table: Model, name: str) -> bool:
    """The table validates a data model without this field, and nothing adds it."""
    for call in module.nodes(ast.Call):
        func = call.func
        if not isinstance(func, ast.Attribute) or func.attr != "model_validate":
            continue
        if (
            len(call.args) == 1
            and not call.keywords
            and model(module, func.value) is table
        ):
            given = held(module, call.args[0])
            source = given.model if given and given.kind == "row" else None
            if source and is_whole(source) and name not in source.members:
                return True
    return False


def _fix(module: Module, key: Member) -> Fix | None:
    if key.call is None or isinstance(key.node.annotation, ast.Constant):
        return None
    edits: list[Edit] = [insert(module, key.call.keywords[0], "default=None, ")]
    if not key.is_optional:
        edits.append(append(module, key.node.annotation, " | None"))
    return Fix("Let it be None until the database gives it", tuple(edits), "unsafe")
