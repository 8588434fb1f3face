"""Postponed annotations make relationships unreadable.

## What it does
Finds `from __future__ import annotations` in files with relationships whose annotation
is more than the plain name of a class.

## Why is this bad
The import turns every annotation into a text. SQLAlchemy takes `list["Hero"]` or
`Team | None` as a whole for the name of a class, does not find it when the first query
configures the mappers, and then every query fails.

## Example
```python
from __future__ import annotations

from sqlmodel import Field, Relationship, SQLModel


class Team(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    team_id: int | None = Field(default=None, foreign_key="team.id", index=True)
    team: Team | None = Relationship()
```

## Use instead
```python
from sqlmodel import Field, Relationship, SQLModel


class Team(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    team_id: int | None = Field(default=None, foreign_key="team.id", index=True)
    team: Team | None = Relationship()
```

## When it does not apply
Files without relationships, and relationships annotated with nothing but an unquoted
name (`team: Team`), work with the import. Without it, names that are defined further
down must be quoted: where that is so, no fix is offered.
"""

import ast
from collections.abc import Iterator

from mcp_server.rules.annotations import quoted
from mcp_server.rules.edits import remove_statement
from mcp_server.rules.models import Member
from mcp_server.rules.module import Module
from mcp_server.rules.rule import Fix, Violation
from mcp_server.rules.tables import relationships

CODE = "SQM017"
SEVERITY = "error"
CATEGORY = "relationships"
PROBLEM = "future-annotations-relationship"
FIX = "unsafe"
"""Other annotations of the file may rely on the import."""


def check(module: Module) -> Iterator[Violation]:
    """The import, if a relationship cannot bear it."""
    statement = module.imports.future_annotations
    if statement is None:
        return
    broken = [
        f"{model.name}.{member.name}"
        for model, member in relationships(module)
        if _is_broken(member)
    ]
    if broken:
        yield Violation(
            node=statement,
            message=f"With this import, SQLAlchemy cannot read the annotation of "
            f"{', '.join(broken[:3])}{' and others' if broken[3:] else ''}.",
            remedy="Remove the import, and quote the names of classes that are defined "
            'further down: list["Hero"].',
            fix=_fix(module, statement),
        )


def _is_broken(member: Member) -> bool:
    if member.is_open or member.argument("sa_relationship") is not None:
        return False
    return not isinstance(member.node.annotation, ast.Name | ast.Attribute)


def _fix(module: Module, statement: ast.ImportFrom) -> Fix | None:
    if len(statement.names) > 1 or any(_is_ahead(module, one) for one in _all(module)):
        return None
    edit = remove_statement(module, statement)
    return Fix("Remove the import", (edit,), "unsafe")


def _all(module: Module) -> Iterator[ast.expr]:
    """Every annotation of the file."""
    for node in module.nodes(ast.AnnAssign):
        yield node.annotation
    for argument in module.nodes(ast.arg):
        if argument.annotation:
            yield argument.annotation
    for function in module.functions:
        if function.returns:
            yield function.returns


def _is_ahead(module: Module, annotation: ast.expr) -> bool:
    """It names, without quotes, what has no value yet at this place."""
    texts = {id(one) for one in quoted(annotation)}
    for node in ast.walk(annotation):
        if isinstance(node, ast.Constant) and id(node) in texts:
            parent = module.parent(node)
            if isinstance(parent, ast.BinOp):  # a text has no operator |
                return True
        if isinstance(node, ast.Name):
            defined = module.definitions.get(node.id)
            end = getattr(defined, "end_lineno", 0)
            if end >= annotation.lineno or _is_for_checkers(module, node.id):
                return True
    return False


def _is_for_checkers(module: Module, name: str) -> bool:
    """It is imported only below `if TYPE_CHECKING`."""
    blocks = [
        one for one in module.nodes(ast.If) if "TYPE_CHECKING" in ast.unparse(one.test)
    ]
    return any(
        (one.asname or one.name) == name
        for block in blocks
        for one in ast.walk(block)
        if isinstance(one, ast.alias)
    )
