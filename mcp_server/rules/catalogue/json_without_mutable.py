"""A JSON column does not notice changes within its value.

## What it does
Finds columns of type `JSON` or `JSONB` without a type of `sqlalchemy.ext.mutable`, and
places that change the value of such a column of a loaded row in place.

## Why is this bad
SQLAlchemy compares the attribute, not what is inside. `row.tags.append("new")` and
`row.options["a"] = 1` are no change to it: the commit writes nothing and says nothing.

## Example
```python
from sqlmodel import JSON, Field, SQLModel


class Page(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    options: dict[str, str] = Field(default_factory=dict, sa_type=JSON)
```

## Use instead
```python
from sqlalchemy.ext.mutable import MutableDict
from sqlmodel import JSON, Field, SQLModel


class Page(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    options: dict[str, str] = Field(
        default_factory=MutableDict, sa_type=MutableDict.as_mutable(JSON)
    )
```

## When it does not apply
The value is only ever replaced as a whole (`row.tags = [*row.tags, "new"]`), or
`flag_modified` is called in the same function; or it cannot change: a tuple, a text.
The column alone is an info; a change in place of a row that a session loaded is a
warning. Values inside the value are not tracked by `MutableDict` either.
"""

import ast
from collections.abc import Iterator

from mcp_server.rules.annotations import alternatives, spelled
from mcp_server.rules.attributes import called_on, row
from mcp_server.rules.edits import replace
from mcp_server.rules.models import Member
from mcp_server.rules.module import Module
from mcp_server.rules.rule import Edit, Fix, Violation
from mcp_server.rules.tables import columns

CODE = "SQM023"
SEVERITY = "info"
CATEGORY = "models"
PROBLEM = "json-mutation-untracked"
FIX = "unsafe"
"""Changes that were lost are written from then on."""
TYPES = {
    "sqlalchemy.JSON",
    "sqlalchemy.dialects.postgresql.JSON",
    "sqlalchemy.dialects.postgresql.JSONB",
}
MUTABLE = {"dict": "MutableDict", "Dict": "MutableDict"}
MUTABLE |= {"list": "MutableList", "List": "MutableList"}
IMMUTABLE = {"tuple", "Tuple", "frozenset", "str", "int", "float", "bool", "Literal"}
CHANGES = {
    *("append", "extend", "insert", "remove", "pop", "clear", "sort", "reverse"),
    *("update", "setdefault", "popitem"),
}
LOADS = {"get", "get_one", "one", "first", "one_or_none", "all", "exec", "scalars"}


def check(module: Module) -> Iterator[Violation]:
    """JSON columns without tracking, and what changes them in place."""
    for model, member in columns(module):
        column = _json(module, member)
        if column is not None:
            yield Violation(
                node=column,
                message=f"{model.name}.{member.name} does not notice changes within "
                "its value.",
                remedy="Use sa_type=MutableDict.as_mutable(JSON) (MutableList for "
                "lists), or replace the value as a whole.",
                fix=_fix(module, member, column),
            )
    yield from _changes(module)


def _json(module: Module, member: Member) -> ast.expr | None:
    """Its type, if that is JSON and nothing more, for values that can change."""
    types = alternatives(module, member.node.annotation)
    if types and all(spelled(module, one) in IMMUTABLE for one in types):
        return None
    given = member.argument("sa_type")
    column = member.argument("sa_column")
    inside = column.args if isinstance(column, ast.Call) else []
    for node in (given, *inside):
        type_ = node.func if isinstance(node, ast.Call) else node
        if node is not None and module.qualified(type_) in TYPES:
            return node
    return None


def _fix(module: Module, member: Member, column: ast.expr) -> Fix | None:
    found = alternatives(module, member.node.annotation)
    outer = spelled(module, found[0]) if len(found) == 1 else ""
    name = MUTABLE.get(outer)
    if name is None:
        return None
    text = f"{name}.as_mutable({module.text(column)})"
    edits: list[Edit] = [replace(module, column, text)]
    factory = member.argument("default_factory")
    if isinstance(factory, ast.Name) and factory.id == outer:
        # Without it, a row is not tracked until it was loaded.
        edits.append(replace(module, factory, name))
    imports = (f"sqlalchemy.ext.mutable.{name}",)
    return Fix(f"Use {text}", tuple(edits), "unsafe", imports)


def _changes(module: Module) -> Iterator[Violation]:
    for node, place in _in_place(module) if module.project.tables else ():
        found = row(module, place)
        model = found.model if found else None
        member = model.fields.get(place.attr) if model and model.is_table else None
        if not (found and model and member) or _json(model.module, member) is None:
            continue
        if _is_loaded(found.origin) and not _is_told(module, node, place.attr):
            yield Violation(
                node=node,
                message=f"This change within {model.name}.{place.attr} is not noticed: "
                "the commit does not write it.",
                remedy=f"Replace the value as a whole, or track it: "
                f"{model.name}.{place.attr} needs MutableDict or MutableList.",
                severity="warning",
            )


def _in_place(module: Module) -> Iterator[tuple[ast.AST, ast.Attribute]]:
    """Places that change what an attribute holds, and the attribute."""
    yield from called_on(module, CHANGES)
    for item in module.nodes(ast.Subscript):
        is_changed = isinstance(item.ctx, ast.Store | ast.Del)
        if is_changed and isinstance(item.value, ast.Attribute):
            yield item, item.value


def _is_loaded(origin: ast.AST | None) -> bool:
    """A session gave the row; what was just made is written as it is then."""
    func = origin.func if isinstance(origin, ast.Call) else None
    return isinstance(func, ast.Attribute) and func.attr in LOADS


def _is_told(module: Module, node: ast.AST, name: str) -> bool:
    """The same function tells the session of it, or assigns the attribute as well."""
    scope = module.function(node) or module.tree
    for one in ast.walk(scope):
        if isinstance(one, ast.Attribute | ast.Name):
            said = one.attr if isinstance(one, ast.Attribute) else one.id
            if said == "flag_modified":
                return True
            if said == name and isinstance(one.ctx, ast.Store):
                return True
    return False
