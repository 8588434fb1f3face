"""A field of a table has a type that no column can have.

## What it does
Finds fields of tables annotated with a collection, a `Literal`, `Any`, a union of
types, or a model, without `sa_type` and without `sa_column`.

## Why is this bad
The class cannot be defined: `ValueError: <class 'list'> has no matching SQLAlchemy
type`, or for a Literal `TypeError: issubclass() arg 1 must be a class`.

## Example
```python
from sqlmodel import Field, SQLModel


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    powers: tuple[str, ...] = ()
```

## Use instead
```python
from sqlmodel import JSON, Field, SQLModel


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    powers: tuple[str, ...] = Field(default=(), sa_type=JSON)
```

## When it does not apply
Data models may have every type, as long as no table inherits the field. Relationships,
`ClassVar` and names with a leading underscore are no columns. For a Literal, a column
of texts (`sa_type=String`) or an enum does; for another table, `Relationship()`.
"""

import ast
from collections.abc import Iterator

from mcp_server.rules.annotations import alternatives, named
from mcp_server.rules.edits import add_keyword, append, replace
from mcp_server.rules.models import Member
from mcp_server.rules.module import Module
from mcp_server.rules.rule import Edit, Fix, Violation
from mcp_server.rules.tables import columns

CODE = "SQM047"
SEVERITY = "error"
CATEGORY = "models"
PROBLEM = "field-no-sqlalchemy-type"
FIX = "unsafe"
"""JSON is a guess: a table of its own may be what is needed."""
COLLECTIONS = {
    *("list", "dict", "set", "tuple", "frozenset", "List", "Dict", "Set", "Tuple"),
    *("FrozenSet", "Sequence", "Mapping", "MutableMapping", "Iterable"),
}
AS_JSON = {"list", "dict", "tuple", "List", "Dict", "Tuple"}
UNMAPPED = {*COLLECTIONS, "Literal", "Any", "object"}
PLAIN = {"int", "str", "float", "bool", "bytes"}


def check(module: Module) -> Iterator[Violation]:
    """Fields of tables that SQLModel finds no column type for."""
    for model, member in columns(module):
        if _has_type(member):
            continue
        found = alternatives(module, member.node.annotation)
        if _is_unmapped(module, found):
            said = ast.unparse(member.node.annotation)
            yield Violation(
                node=member.node,
                message=f"No column can have the type {said} of "
                f"{model.name}.{member.name}.",
                remedy="Add sa_type=JSON (or another type of SQLAlchemy); for rows of "
                "another table, a Relationship().",
                fix=_fix(module, member, found),
            )


def _has_type(member: Member) -> bool:
    """It says its type, or may say it where it is not seen."""
    if member.argument("sa_type") or member.argument("sa_column") or member.is_open:
        return True
    value = member.node.value
    return isinstance(value, ast.Call) and value is not member.call


def _is_unmapped(module: Module, found: list[ast.expr]) -> bool:
    names = [_name(module, one) for one in found]
    if len(names) > 1:
        return len(set(names)) > 1 and set(names) <= PLAIN | UNMAPPED
    return any(one in UNMAPPED or one in module.project.models for one in names)


def _name(module: Module, node: ast.expr) -> str:
    outer = node.value if isinstance(node, ast.Subscript) else node
    return named(module, outer)


def _fix(module: Module, member: Member, found: list[ast.expr]) -> Fix | None:
    if len(found) != 1 or _name(module, found[0]) not in AS_JSON:
        return None
    imports = ("sqlmodel.JSON", "sqlmodel.Field")
    return Fix("Add sa_type=JSON", (_edit(module, member),), "unsafe", imports)


def _edit(module: Module, member: Member) -> Edit:
    if member.call is not None:
        return add_keyword(module, member.call, "sa_type=JSON")
    value = member.node.value
    if value is None:
        return append(module, member.node.annotation, " = Field(sa_type=JSON)")
    text = f"Field(default={module.text(value)}, sa_type=JSON)"
    return replace(module, value, text)
