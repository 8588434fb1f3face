"""The annotation of a relationship has more in quotes than the name of a class.

## What it does
Finds relationships annotated `"Team | None"`, `"Optional[Team]"`, `"list[Hero]"` and
the like: texts that are an expression.

## Why is this bad
SQLAlchemy takes the text for the name of a class: `expression 'Team | None' failed to
locate a name`. That happens when the first query configures the mappers, and then every
query fails, also those of other models.

## Example
```python
from sqlmodel import Field, Relationship, SQLModel


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    team_id: int | None = Field(default=None, foreign_key="team.id", index=True)
    team: "Team | None" = Relationship()


class Team(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
```

## Use instead
```python
from typing import Optional

from sqlmodel import Field, Relationship, SQLModel


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    team_id: int | None = Field(default=None, foreign_key="team.id", index=True)
    team: Optional["Team"] = Relationship()


class Team(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
```

## When it does not apply
Only the name is quoted: `"Team"`, `Optional["Team"]`, `list["Hero"]`. The type of a
relationship with `sa_relationship=` is not looked up by its annotation.
"""

import ast
from collections.abc import Iterator

from mcp_server.rules.annotations import quoted, unquoted
from mcp_server.rules.edits import replace
from mcp_server.rules.models import Member
from mcp_server.rules.module import Module
from mcp_server.rules.rule import Fix, Violation
from mcp_server.rules.tables import relationships

CODE = "SQM016"
SEVERITY = "error"
CATEGORY = "relationships"
PROBLEM = "relationship-name-not-found"
FIX = "safe"
OUTER = {"list", "List", "set", "Set", "Optional"}


def check(module: Module) -> Iterator[Violation]:
    """Relationships whose quotes hold an expression."""
    for model, member in relationships(module):
        if member.is_open or member.argument("sa_relationship") is not None:
            continue
        for text in quoted(member.node.annotation):
            inner = unquoted(text)
            if inner is not None and not isinstance(inner, ast.Name | ast.Attribute):
                rewritten = _rewritten(inner)
                yield Violation(
                    node=text,
                    message=f"{model.name}.{member.name} is annotated "
                    f"{text.value!r}: SQLAlchemy looks for a class of that name.",
                    remedy="Quote only the name of the class: "
                    f"{rewritten or 'Optional[...], list[...]'}.",
                    fix=_fix(module, member, text, rewritten),
                )


def _rewritten(node: ast.expr | None) -> str | None:
    """The same type with nothing but the name in quotes."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return _rewritten(unquoted(node))
    if isinstance(node, ast.Name | ast.Attribute):
        return f'"{ast.unparse(node)}"'
    if isinstance(node, ast.BinOp):
        return _optional([node.left, node.right])
    if not isinstance(node, ast.Subscript) or not isinstance(node.value, ast.Name):
        return None
    outer = node.value.id
    if outer == "Union" and isinstance(node.slice, ast.Tuple):
        return _optional(node.slice.elts)
    inner = _rewritten(node.slice)
    return f"{outer}[{inner}]" if inner and outer in OUTER else None


def _optional(parts: list[ast.expr]) -> str | None:
    """`Optional["Team"]` for one type and None."""
    types = [one for one in parts if ast.unparse(one) != "None"]
    inner = _rewritten(types[0]) if len(types) == 1 and len(parts) == 2 else None
    return f"Optional[{inner}]" if inner else None


def _fix(
    module: Module, member: Member, text: ast.Constant, rewritten: str | None
) -> Fix | None:
    if rewritten is None or text is not member.node.annotation:
        return None
    names = {one for one in ("Optional", "List", "Set") if f"{one}[" in rewritten}
    edit = replace(module, text, rewritten)
    imports = tuple(sorted(f"typing.{one}" for one in names))
    return Fix(f"Write {rewritten}", (edit,), "safe", imports)
