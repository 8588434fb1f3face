"""A configuration is given as an argument of the class.

## What it does
Finds classes such as `class Hero(SQLModel, extra="forbid")`.

## Why is this bad
Pydantic's BaseModel takes its configuration there, SQLModel does not: it drops every
argument but `table` and `registry` without a word. Here, unknown fields are still
accepted.

## Example
```python
from sqlmodel import SQLModel


class HeroCreate(SQLModel, extra="forbid"):
    name: str
```

## Use instead
```python
from sqlmodel import SQLModel


class HeroCreate(SQLModel):
    model_config = {"extra": "forbid"}
    name: str
```

## When it does not apply
`table=True` and `registry=...` are SQLModel's own, and arguments that are no setting of
Pydantic may be meant for a base class or metaclass of the project.
"""

import ast
from collections.abc import Iterator

from mcp_server.rules.edits import insert
from mcp_server.rules.models import Model
from mcp_server.rules.module import Module, Placed
from mcp_server.rules.rule import Edit, Fix, Safety, Violation
from mcp_server.rules.tables import declared

CODE = "SQM018"
SEVERITY = "warning"
CATEGORY = "models"
PROBLEM = None
FIX = "safe"
SETTINGS = {
    "alias_generator",
    "allow_inf_nan",
    "arbitrary_types_allowed",
    "coerce_numbers_to_str",
    "defer_build",
    "extra",
    "frozen",
    "hide_input_in_errors",
    "json_encoders",
    "json_schema_extra",
    "loc_by_alias",
    "populate_by_name",
    "protected_namespaces",
    "revalidate_instances",
    "serialize_by_alias",
    "str_max_length",
    "str_min_length",
    "str_strip_whitespace",
    "str_to_lower",
    "str_to_upper",
    "strict",
    "use_attribute_docstrings",
    "use_enum_values",
    "validate_assignment",
    "validate_by_alias",
    "validate_by_name",
    "validate_default",
    "validate_return",
}
"""Of Pydantic's ConfigDict; from_attributes is on in any case."""


def check(module: Module) -> Iterator[Violation]:
    """Settings among the arguments of classes."""
    for model in module.models:
        ignored = [one for one in model.node.keywords if one.arg in SETTINGS]
        for keyword in ignored:
            yield Violation(
                node=keyword,
                message=f"SQLModel ignores {module.text(keyword)} as an argument of "
                f"the class {model.name}.",
                remedy=f"Write model_config = {_dict(module, ignored)} in its body.",
                fix=_fix(module, model, ignored),
            )


def _dict(module: Module, keywords: list[ast.keyword]) -> str:
    pairs = (f'"{one.arg}": {module.text(one.value)}' for one in keywords)
    return f"{{{', '.join(pairs)}}}"


def _fix(module: Module, model: Model, ignored: list[ast.keyword]) -> Fix | None:
    body = model.node.body
    if any("model_config" in declared(one) for one in body):
        return None
    after = body[1:] if ast.get_docstring(model.node) is not None else body
    if not after or after[0].lineno == model.node.lineno:
        return None
    first = after[0]
    if getattr(first, "decorator_list", None) or _is_filler(first):
        return None
    text = f"model_config = {_dict(module, ignored)}\n{' ' * first.col_offset}"
    edits = [_removed(module, model.node, one) for one in ignored]
    # A table gets more than its settings with validate_assignment and the like.
    safety: Safety = "unsafe" if model.is_table else "safe"
    return Fix("Use model_config", (*edits, insert(module, first, text)), safety)


def _is_filler(node: ast.stmt) -> bool:
    return isinstance(node, ast.Pass) or (
        isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    )


def _removed(module: Module, node: ast.ClassDef, keyword: ast.keyword) -> Edit:
    """The keyword and the comma before it; there is a base before every keyword."""
    parts: list[Placed] = [*node.bases, *node.keywords]
    parts.sort(key=module.span)
    before = parts[parts.index(keyword) - 1]
    return Edit(module.span(before)[1], module.span(keyword)[1], "")
