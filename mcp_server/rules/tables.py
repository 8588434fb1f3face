"""What tables are called, which columns they inherit, where their keys point."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from mcp_server.rules.models import Member, Model
from mcp_server.rules.module import Module
from mcp_server.rules.project import Project

HARMLESS = {"sqlmodel.SQLModel", "typing.Generic", "object", "abc.ABC"}
"""Bases that bring no columns."""
OWN_WAYS = ("sa_relationship", "sa_relationship_args")
"""Arguments by which a relationship is SQLAlchemy's alone."""
_users: WeakKeyDictionary[Project, dict[int, list[Model]]] = WeakKeyDictionary()
"""By project: the tables that have a member, by its identity."""


@dataclass(frozen=True)
class ForeignKey:
    """A column that refers to a column of a table."""

    member: Member
    node: ast.Constant
    """The text `team.id`."""
    table: str
    column: str


def fields(module: Module) -> Iterator[tuple[Model, Member]]:
    """The fields that the models of a file declare themselves."""
    for model in module.models:
        for member in model.own.values():
            if not member.is_relationship:
                yield model, member


def columns(module: Module) -> Iterator[tuple[Model, Member]]:
    """The fields of a file that are columns of some table."""
    for model, member in fields(module):
        if model.is_table or users(model, member):
            yield model, member


def relationships(module: Module) -> Iterator[tuple[Model, Member]]:
    """The relationships that the tables of a file declare themselves."""
    for model in module.models:
        for member in model.own.values() if model.is_table else ():
            if member.is_relationship:
                yield model, member


def users(model: Model, member: Member) -> list[Model]:
    """The tables that have this member as their own or inherit it."""
    project = model.module.project
    known = _users.get(project)
    if known is None:
        known = _users[project] = _with_members(project)
    return known.get(id(member), [])


def _with_members(project: Project) -> dict[int, list[Model]]:
    found: dict[int, list[Model]] = defaultdict(list)
    for model in project.models.values():
        for member in model.members.values() if model.is_table else ():
            found[id(member)].append(model)
    return found


def ancestors(model: Model) -> Iterator[Model]:
    """The models that it inherits from, near ones first."""
    for parent in model.parents:
        yield parent
        yield from ancestors(parent)


def is_whole(model: Model) -> bool:
    """All its bases are known, so its members are."""
    every = [model, *ancestors(model)]
    return all(_is_known(one.module, base) for one in every for base in one.node.bases)


def _is_known(module: Module, base: ast.expr) -> bool:
    outer = base.value if isinstance(base, ast.Subscript) else base
    name = module.qualified(outer) or getattr(outer, "id", "")
    return name in HARMLESS or name in module.project.models


def table_name(model: Model) -> str | None:
    """Name of its table, if the source says it; None if something computes it."""
    for one in (model, *(base for base in ancestors(model) if not base.is_table)):
        for statement in one.node.body:
            if "__tablename__" in declared(statement):
                value = getattr(statement, "value", None)
                text = value.value if isinstance(value, ast.Constant) else None
                return text if isinstance(text, str) else None
    return model.name.lower() if is_whole(model) else None


def declared(statement: ast.stmt) -> list[str]:
    """Names that a statement in the body of a class gives a meaning."""
    if isinstance(statement, ast.Assign):
        return [one.id for one in statement.targets if isinstance(one, ast.Name)]
    if isinstance(statement, ast.AnnAssign):
        target = statement.target
        return [target.id] if isinstance(target, ast.Name) else []
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return [statement.name]
    return []


def body_value(model: Model, name: str) -> ast.expr | None:
    """What the body of a class, or of one of its bases, assigns to a name."""
    for one in (model, *ancestors(model)):
        for statement in one.node.body:
            if name in declared(statement):
                return getattr(statement, "value", None)
    return None


def target(module: Module, member: Member) -> Model | None:
    """The table at the other end of a relationship, if only one can be meant."""
    if len(member.types) != 1:
        return None
    imported = module.imports.names.get(member.types[0])
    if imported:
        found = module.project.models.get(module.project.origin(imported))
        if found:
            return found if found.is_table else None
    tables = module.project.tables_named.get(member.types[0], [])
    here = [one for one in tables if one.module is module]
    return tables[0] if len(tables) == 1 else here[0] if len(here) == 1 else None


def options(member: Member) -> dict[str, ast.expr] | None:
    """Its sa_relationship_kwargs; None if they are not written here."""
    if member.is_open or any(member.argument(one) for one in OWN_WAYS):
        return None
    found = member.argument("sa_relationship_kwargs")
    if found is None:
        return {}
    if not isinstance(found, ast.Dict):
        return None
    pairs = zip(found.keys, found.values, strict=True)
    known = {
        str(key.value): value for key, value in pairs if isinstance(key, ast.Constant)
    }
    return known if len(known) == len(found.keys) else None


def foreign_keys(model: Model) -> list[ForeignKey] | None:
    """Its foreign keys of one column each; None if there may be others."""
    arguments = body_value(model, "__table_args__")
    if not is_whole(model) or (arguments is not None and _has_keys(model, arguments)):
        return None
    found: list[ForeignKey] = []
    for member in model.fields.values():
        if member.is_open:
            return None
        for text in _key_texts(model.module, member):
            if not isinstance(text, ast.Constant):
                return None
            table, _, column = str(text.value).rpartition(".")
            found.append(ForeignKey(member, text, table, column))
    return found


def _has_keys(model: Model, arguments: ast.expr) -> bool:
    """The arguments of a table may hold keys of several columns."""
    if not isinstance(arguments, ast.Tuple | ast.Dict):
        return True
    return "ForeignKeyConstraint" in ast.unparse(arguments)


def _key_texts(module: Module, member: Member) -> Iterator[ast.expr]:
    given = member.argument("foreign_key")
    if given is not None:
        yield given
    for name in ("sa_column", "sa_column_args"):
        inside = member.argument(name)
        for node in ast.walk(inside) if inside is not None else ():
            if isinstance(node, ast.Call):
                called = module.qualified(node.func) or ""
                if called.endswith(".ForeignKey") and node.args:
                    yield node.args[0]
