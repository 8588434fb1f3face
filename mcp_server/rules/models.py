"""The SQLModel classes of a project: tables, data models, fields, relationships."""

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mcp_server.rules.module import Module

FIELD, RELATIONSHIP = "sqlmodel.Field", "sqlmodel.Relationship"
MAYBE = {"typing.Optional", "typing.Union"}
COLLECTIONS = {"list", "set", "typing.List", "typing.Set", "typing.Sequence"}


@dataclass
class Member:
    """A field or relationship of a model, as it is written."""

    name: str
    node: ast.AnnAssign
    call: ast.Call | None
    """Its Field(...) or Relationship(...)."""
    is_relationship: bool
    is_optional: bool
    """The annotation admits None."""
    types: list[str]
    """Names in the annotation, without None, Optional, list, Annotated: `Hero`."""
    is_collection: bool
    is_open: bool = False
    """Its arguments are not all written here: `**options`, or another function."""

    def argument(self, name: str) -> ast.expr | None:
        """A keyword argument of its Field() or Relationship()."""
        keywords = self.call.keywords if self.call else []
        return next((one.value for one in keywords if one.arg == name), None)

    def is_true(self, name: str) -> bool:
        """A keyword argument is the literal True."""
        value = self.argument(name)
        return isinstance(value, ast.Constant) and value.value is True

    def string(self, name: str) -> str | None:
        """A keyword argument that is a literal text."""
        value = self.argument(name)
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            return value.value
        return None

    @property
    def is_key(self) -> bool:
        """Part of the primary key."""
        return self.is_true("primary_key")


@dataclass
class Model:
    """A class that inherits from SQLModel."""

    name: str
    node: ast.ClassDef
    module: "Module"
    is_table: bool
    own: dict[str, Member] = field(default_factory=dict)
    """Members of this class itself."""
    parents: list["Model"] = field(default_factory=list)

    @property
    def members(self) -> dict[str, Member]:
        """All members, those of the parents first."""
        found: dict[str, Member] = {}
        for parent in reversed(self.parents):
            found |= parent.members
        return found | self.own

    @property
    def fields(self) -> dict[str, Member]:
        """Columns of a table, or fields of a data model."""
        members = self.members.items()
        return {name: one for name, one in members if not one.is_relationship}

    @property
    def relationships(self) -> dict[str, Member]:
        """Relationships to other tables."""
        members = self.members.items()
        return {name: one for name, one in members if one.is_relationship}

    @property
    def table_name(self) -> str:
        """Name of its table in the database."""
        for node in self.node.body:
            if isinstance(node, ast.Assign | ast.AnnAssign):
                targets = (
                    node.targets if isinstance(node, ast.Assign) else [node.target]
                )
                named = [t.id for t in targets if isinstance(t, ast.Name)]
                if "__tablename__" in named and isinstance(node.value, ast.Constant):
                    return str(node.value.value)
        return self.name.lower()


def table_argument(node: ast.ClassDef) -> bool:
    """The class says `table=True`."""
    return any(
        keyword.arg == "table"
        and isinstance(keyword.value, ast.Constant)
        and keyword.value.value is True
        for keyword in node.keywords
    )


def members(module: "Module", node: ast.ClassDef) -> Iterator[Member]:
    """What the body of a class declares with an annotation."""
    for statement in node.body:
        if isinstance(statement, ast.AnnAssign) and isinstance(
            statement.target, ast.Name
        ):
            name = statement.target.id
            if not name.startswith("_") and not _is_of_class(statement.annotation):
                yield _member(module, statement, name)


def _is_of_class(annotation: ast.expr) -> bool:
    """It is a ClassVar: neither a field nor a column."""
    outer = annotation.value if isinstance(annotation, ast.Subscript) else annotation
    last = outer.attr if isinstance(outer, ast.Attribute) else getattr(outer, "id", "")
    return last == "ClassVar"


def _member(module: "Module", node: ast.AnnAssign, name: str) -> Member:
    call = node.value if isinstance(node.value, ast.Call) else None
    called = module.qualified(call.func) if call else None
    if called not in (FIELD, RELATIONSHIP):
        call = _annotated_field(module, node.annotation)
    names = list(_type_names(node.annotation))
    return Member(
        name=name,
        node=node,
        call=call,
        is_relationship=called == RELATIONSHIP,
        is_optional="None" in names or "Optional" in names,
        types=[one for one in names if one not in _WRAPPERS],
        is_collection=bool(set(names) & {"list", "List", "set", "Set", "Sequence"}),
        is_open=_is_open(module, call, node.value),
    )


def _is_open(module: "Module", call: ast.Call | None, value: ast.expr | None) -> bool:
    if call is not None:
        return any(one.arg is None for one in call.keywords)
    if not isinstance(value, ast.Call):
        return False
    # A value of Python's own, such as Decimal("0"), is a default and nothing more.
    origin = (module.qualified(value.func) or "").partition(".")[0]
    return origin not in sys.stdlib_module_names


_WRAPPERS = {
    "None",
    "Optional",
    "Union",
    "list",
    "List",
    "set",
    "Set",
    "Sequence",
    "Annotated",
    "typing",
}


def _annotated_field(module: "Module", annotation: ast.expr) -> ast.Call | None:
    """The Field() in Annotated[int, Field(...)]."""
    for node in ast.walk(annotation):
        if isinstance(node, ast.Call) and module.qualified(node.func) == FIELD:
            return node
    return None


def _type_names(annotation: ast.expr) -> Iterator[str]:
    """Every name in an annotation, also in the texts of forward references."""
    waiting: list[ast.AST] = [annotation]
    while waiting:
        node = waiting.pop(0)
        if isinstance(node, ast.Constant):
            yield from _constant_names(node)
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.Name):
            yield node.id
        elif not isinstance(node, ast.Call):  # a Field() among the annotations
            waiting.extend(ast.iter_child_nodes(node))


def _constant_names(node: ast.Constant) -> Iterator[str]:
    if node.value is None:
        yield "None"
    elif isinstance(node.value, str):
        try:
            yield from _type_names(ast.parse(node.value, mode="eval").body)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return
