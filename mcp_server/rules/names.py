"""What imported names mean, whichever way they were imported."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field

ORIGINS = {
    "sqlmodel.main.SQLModel": "sqlmodel.SQLModel",
    "sqlmodel.main.Field": "sqlmodel.Field",
    "sqlmodel.main.Relationship": "sqlmodel.Relationship",
    "sqlmodel.orm.session.Session": "sqlmodel.Session",
    "sqlmodel.sql.expression.select": "sqlmodel.select",
    "sqlmodel.sql.expression.col": "sqlmodel.col",
    "sqlmodel.create_engine": "sqlalchemy.create_engine",
    "sqlalchemy.engine.create_engine": "sqlalchemy.create_engine",
    "sqlalchemy.ext.asyncio.engine.create_async_engine": (
        "sqlalchemy.ext.asyncio.create_async_engine"
    ),
    "sqlalchemy.ext.asyncio.session.AsyncSession": (
        "sqlalchemy.ext.asyncio.AsyncSession"
    ),
    "sqlalchemy.orm.session.Session": "sqlalchemy.orm.Session",
    "sqlalchemy.orm.session.sessionmaker": "sqlalchemy.orm.sessionmaker",
    "sqlalchemy.sql.text": "sqlalchemy.text",
    "sqlalchemy.future.select": "sqlalchemy.select",
    "sqlalchemy.sql.expression.select": "sqlalchemy.select",
    "sqlalchemy.pool.StaticPool": "sqlalchemy.StaticPool",
    "fastapi.params.Depends": "fastapi.Depends",
    "fastapi.param_functions.Depends": "fastapi.Depends",
    "fastapi.applications.FastAPI": "fastapi.FastAPI",
    "fastapi.routing.APIRouter": "fastapi.APIRouter",
    "fastapi.exceptions.HTTPException": "fastapi.HTTPException",
    "starlette.exceptions.HTTPException": "fastapi.HTTPException",
    "typing_extensions.Annotated": "typing.Annotated",
    "pydantic.main.BaseModel": "pydantic.BaseModel",
}
"""Other places where a name can be had, to the one by which rules know it."""
RE_EXPORTED = {
    "sqlmodel": "sqlalchemy",
    "sqlalchemy.sql": "sqlalchemy",
    "sqlalchemy.types": "sqlalchemy",
    "sqlalchemy.sql.sqltypes": "sqlalchemy",
    "sqlalchemy.sql.schema": "sqlalchemy",
    "sqlalchemy.schema": "sqlalchemy",
    "sqlalchemy.engine": "sqlalchemy",
    "sqlalchemy.pool": "sqlalchemy",
}
"""Modules that hand on what another one defines."""
OWN = {
    "SQLModel",
    "Field",
    "Relationship",
    "Session",
    "select",
    "col",
    "AutoString",
    "UTCDateTime",
    "ext",
    "main",
    "orm",
    "sql",
    "pool",
    "default",
}
"""Names that sqlmodel defines itself; everything else in it is SQLAlchemy's."""


def canonical(name: str) -> str:
    """The name by which rules know what a qualified name refers to."""
    if name in ORIGINS:
        return ORIGINS[name]
    module, _, last = name.rpartition(".")
    if module == "sqlmodel" and (last in OWN or not last):
        return name
    if module in RE_EXPORTED:
        return f"{RE_EXPORTED[module]}.{last}"
    return name


@dataclass
class Imports:
    """The names that a file imports, at any depth."""

    names: dict[str, str] = field(default_factory=dict)
    """Local name to qualified name."""
    stars: list[str] = field(default_factory=list)
    """Modules of which everything is imported."""
    future_annotations: ast.ImportFrom | None = None

    @classmethod
    def of(cls, tree: ast.Module, path: str) -> "Imports":
        """Read the imports of a file; relative ones by its path."""
        found = cls()
        waiting: list[ast.stmt] = list(reversed(tree.body))
        while waiting:
            node = waiting.pop()
            if isinstance(node, ast.Import):
                found._add_plain(node)
            elif isinstance(node, ast.ImportFrom):
                found._add_from(node, path)
            else:  # only statements contain imports: expressions are many more
                waiting.extend(_statements_in(node))
        return found

    def _add_plain(self, node: ast.Import) -> None:
        for alias in node.names:
            if alias.asname:
                self.names[alias.asname] = alias.name
            else:
                first = alias.name.partition(".")[0]
                self.names[first] = first

    def _add_from(self, node: ast.ImportFrom, path: str) -> None:
        module = _absolute(node, path)
        for alias in node.names:
            if module == "__future__":
                if alias.name == "annotations":
                    self.future_annotations = node
            elif alias.name == "*":
                self.stars.append(module)
            else:
                self.names[alias.asname or alias.name] = f"{module}.{alias.name}"


BLOCKS = ("body", "orelse", "finalbody", "handlers", "cases")


def _statements_in(node: ast.AST) -> Iterator[ast.stmt]:
    for name in BLOCKS:
        inner = getattr(node, name, ())
        for one in inner if isinstance(inner, list) else ():
            if isinstance(one, ast.stmt):
                yield one
            else:
                yield from _statements_in(one)


def _absolute(node: ast.ImportFrom, path: str) -> str:
    if not node.level:
        return node.module or ""
    folders = path.removeprefix("src/").split("/")[: -node.level]
    return ".".join([*folders, *([node.module] if node.module else [])])
