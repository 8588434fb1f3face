"""A field has a name that SQLModel needs itself.

## What it does
Finds fields called `metadata`, `registry`, or as a method or attribute of SQLModel and
Pydantic: `model_fields`, `sqlmodel_update`, `schema`, `json`, `copy` and so on.

## Why is this bad
A table with a field `metadata` can be defined, but no row of it can be made:
`AttributeError: 'metadata' is a ClassVar`. `model_fields` breaks the class, `registry`
is reserved by SQLAlchemy. The others hide a method, and each warns at import.

## Example
```python
from sqlmodel import Field, SQLModel


class Upload(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    metadata: str = ""
```

## Use instead
```python
from sqlalchemy import Column, String
from sqlmodel import Field, SQLModel


class Upload(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    details: str = Field(default="", sa_column=Column("metadata", String))
```

## When it does not apply
The column may have the name; only the attribute may not. Names that merely begin with
`model_` are fine, as is `metadata` with a value from elsewhere (`metadata: ClassVar`).
For names that only hide a method, and in data models, this is an info.
"""

from collections.abc import Iterator

from mcp_server.results import Severity
from mcp_server.rules.models import Model
from mcp_server.rules.module import Module
from mcp_server.rules.rule import Violation
from mcp_server.rules.tables import fields, users

CODE = "SQM015"
SEVERITY = "warning"
CATEGORY = "models"
PROBLEM = "reserved-attribute-metadata"
FIX = None
BREAKING = {
    "model_config",
    "model_fields",
    "model_dump",
    "model_dump_json",
    "model_validate",
    "model_validate_json",
    "model_construct",
    "model_copy",
    "model_json_schema",
    "model_post_init",
    "model_rebuild",
}
HIDING = {
    "schema",
    "json",
    "copy",
    "dict",
    "construct",
    "validate",
    "parse_obj",
    "parse_raw",
    "parse_file",
    "from_orm",
    "schema_json",
    "sqlmodel_update",
    "update_forward_refs",
    "model_extra",
    "model_fields_set",
    "model_computed_fields",
}


def check(module: Module) -> Iterator[Violation]:
    """Fields whose name means something else already."""
    for model, member in fields(module):
        is_column = model.is_table or bool(users(model, member))
        found = _severity(member.name, is_column)
        if found:
            yield _violation(module, model, member.name, found)


def _severity(name: str, is_column: bool) -> Severity | None:
    if name == "metadata":
        return "error" if is_column else "info"
    if name in BREAKING:
        return "error"
    if name == "registry" and is_column:
        return "warning"
    return "info" if name in HIDING else None


def _violation(
    module: Module, model: Model, name: str, severity: Severity
) -> Violation:
    return Violation(
        node=model.own[name].node,
        message=f"{model.name}.{name} has a name that SQLModel needs itself.",
        remedy="Give the attribute another name; where the column must keep its name, "
        f'sa_column=Column("{name}", ...); in a data model, alias="{name}".',
        severity=severity,
    )
