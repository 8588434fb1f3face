"""A foreign key refers to a table or column that does not exist.

## What it does
Finds foreign keys to a table that no model has, where a model has almost that name, and
foreign keys to a column that the table does not have.

## Why is this bad
`NoReferencedTableError` when the tables are created or the first relationship is used.
The text takes the name of the table, which is the name of the class in lower case, not
the class.

## Example
```python
from sqlmodel import Field, SQLModel


class HeroTeam(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    team_id: int | None = Field(default=None, foreign_key="hero_team.id", index=True)
```

## Use instead
```python
from sqlmodel import Field, SQLModel


class HeroTeam(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    team_id: int | None = Field(default=None, foreign_key="heroteam.id", index=True)
```

## When it does not apply
No table among the files has a similar name: the other one may be in a file that is not
checked. Something computes names of tables, a table is made by `Table(...)` or
reflected, the text names a schema, or the target has columns with names of their own.
"""

import ast
from collections import defaultdict
from collections.abc import Iterator
from weakref import WeakKeyDictionary

from mcp_server.rules.edits import replace
from mcp_server.rules.models import Model
from mcp_server.rules.module import Module
from mcp_server.rules.project import Project
from mcp_server.rules.rule import Fix, Violation
from mcp_server.rules.tables import (
    ForeignKey,
    body_value,
    columns,
    foreign_keys,
    is_whole,
    table_name,
)

CODE = "SQM062"
SEVERITY = "error"
CATEGORY = "models"
PROBLEM = "foreign-key-target-not-found"
FIX = "unsafe"
"""The table of a similar name is very likely the one that is meant."""
ELSEWHERE = ("sqlalchemy.Table", "sqlalchemy.ext.automap.automap_base")
Tables = dict[str, list[Model]]
"""Table models by the name of the table; several programs may be checked at once."""
_known: WeakKeyDictionary[Project, Tables | None] = WeakKeyDictionary()
"""By project: its tables by name; None if there may be others."""


def check(module: Module) -> Iterator[Violation]:
    """Keys whose target is not what the models are called."""
    if "foreign_key" not in module.source and "ForeignKey" not in module.source:
        return
    tables = _tables(module.project)
    here = {id(member.node) for _, member in columns(module)}
    for model in module.models if tables else ():
        for key in (foreign_keys(model) or ()) if model.is_table else ():
            if id(key.member.node) in here and tables:
                yield from _checked(module, model, key, tables)


def _tables(project: Project) -> Tables | None:
    if project not in _known:
        _known[project] = _all(project)
    return _known[project]


def _all(project: Project) -> Tables | None:
    if any(next(one.calls(*ELSEWHERE), None) for one in project.modules.values()):
        return None
    if any(".reflect(" in one.source for one in project.modules.values()):
        return None
    tables: Tables = defaultdict(list)
    for model in project.models.values():
        if model.is_table:
            name = table_name(model)
            if name is None or "schema" in _arguments(model):
                return None
            tables[name].append(model)
    return tables


def _arguments(model: Model) -> str:
    found = body_value(model, "__table_args__")
    return ast.unparse(found) if found is not None else ""


def _checked(
    module: Module, model: Model, key: ForeignKey, tables: Tables
) -> Iterator[Violation]:
    where = f"{model.name}.{key.member.name}"
    targets = tables.get(key.table, [])
    here = [one for one in targets if one.module is module]
    if targets:
        target = (here or targets)[0]
        if len(here or targets) == 1 and _lacks(target, key.column):
            yield Violation(
                node=key.node,
                message=f"{where} refers to {key.table}.{key.column}, but "
                f"{target.name} has no column {key.column}.",
                remedy="Name a column that the table has.",
            )
        return
    meant = [name for name in tables if _alike(name, key.table)]
    if "." not in key.table and key.table and len(meant) == 1:
        right = f"{meant[0]}.{key.column}"
        edit = replace(module, key.node, f'"{right}"')
        yield Violation(
            node=key.node,
            message=f"{where} refers to the table {key.table}, but that of "
            f"{tables[meant[0]][0].name} is called {meant[0]}.",
            remedy=f'Write "{right}".',
            fix=Fix(f'Write "{right}"', (edit,), "unsafe"),
        )


def _lacks(target: Model, column: str) -> bool:
    """All columns of the table are known, and this is none of them."""
    fields = target.fields
    plain = all(
        one.argument("sa_column") is None
        and one.argument("sa_column_kwargs") is None
        and not one.is_open
        for one in fields.values()
    )
    return plain and is_whole(target) and column not in fields and _is_simple(target)


def _is_simple(target: Model) -> bool:
    """Its columns are its fields: no other statements make some."""
    return not any(
        isinstance(one, ast.Assign) and isinstance(one.value, ast.Call)
        for one in target.node.body
    )


def _alike(name: str, other: str) -> bool:
    """They differ in case, underscores or a plural at most."""
    return _bare(name) == _bare(other)


def _bare(name: str) -> str:
    plain = name.lower().replace("_", "")
    return (
        plain.removesuffix("es") if plain.endswith("oes") else plain.removesuffix("s")
    )
