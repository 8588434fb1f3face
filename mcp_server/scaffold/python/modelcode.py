"""The tables as the source text of the generated models has them.

The models are the one place that says what the tables are, so the first migration is
read from them instead of being worked out a second time.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from graphlib import TopologicalSorter

Arguments = dict[str, ast.expr]


@dataclass(frozen=True)
class ModelColumn:
    """One column of a table."""

    attribute: str
    annotation: str
    """The type without None."""
    optional: bool
    field: Arguments
    """What Field() is called with, by name."""
    column: Arguments
    """What Column() gets besides."""

    @property
    def name(self) -> str:
        """The column in the database."""
        return constant(self.column.get("name")) or self.attribute

    @property
    def added_later(self) -> ast.Call | None:
        """The foreign key that waits for the other table of a circle."""
        arguments = self.field.get("sa_column_args")
        first = arguments.elts[0] if isinstance(arguments, ast.List) else None
        return first if isinstance(first, ast.Call) else None

    def has(self, argument: str) -> bool:
        """Whether an argument of Field() is True."""
        value = self.field.get(argument)
        return isinstance(value, ast.Constant) and value.value is True


@dataclass(frozen=True)
class ModelTable:
    """One table with its columns in order."""

    name: str
    columns: list[ModelColumn]
    arguments: list[ast.Call]
    """Constraints and indexes over several columns."""

    @property
    def refers_to(self) -> list[str]:
        """The other tables that its foreign keys refer to."""
        keys = [constant(one.field.get("foreign_key")) for one in self.columns]
        tables = [key.rpartition(".")[0] for key in keys if key]
        return [table for table in tables if table != self.name]


class Models:
    """The classes of a module of models, and those of the mixins that it uses."""

    def __init__(self, source: str, mixins: str = "") -> None:
        shared = ast.parse(mixins).body
        own = _Constants(shared).visit(ast.parse(source))
        body = [*shared, *own.body]
        self.classes = {one.name: one for one in body if isinstance(one, ast.ClassDef)}
        self.convention = _convention(body)

    def tables(self) -> list[ModelTable]:
        """Every table, those that others refer to first."""
        made = [self._table(one) for one in self.classes.values() if _is_table(one)]
        known = {table.name: table for table in made}
        # Lists, not sets: the order must not depend on how strings are hashed.
        before = {table.name: table.refers_to for table in made}
        return [known[name] for name in TopologicalSorter(before).static_order()]

    def enum_values(self, name: str) -> list[str]:
        """The values of an enum, in order."""
        assigned = [one for one in self.classes[name].body if type(one) is ast.Assign]
        return [constant(one.value) or "" for one in assigned]

    def _table(self, found: ast.ClassDef) -> ModelTable:
        own = {name: one.value for name, one in _annotated(found)}
        rest = own.get("__table_args__")
        elements = rest.elts if isinstance(rest, ast.Tuple) else []
        return ModelTable(
            name=constant(own["__tablename__"]) or "",
            columns=list(self._columns(found).values()),
            arguments=[one for one in elements if isinstance(one, ast.Call)],
        )

    def _columns(self, found: ast.ClassDef) -> dict[str, ModelColumn]:
        """The columns by attribute, those of base classes first."""
        columns: dict[str, ModelColumn] = {}
        for base in reversed(found.bases):
            if isinstance(base, ast.Name) and base.id in self.classes:
                columns |= self._columns(self.classes[base.id])
        for name, line in _annotated(found):
            if not name.startswith("__") and _called(line.value) != "Relationship":
                columns[name] = _column(name, line)
        return columns


class _Constants(ast.NodeTransformer):
    """Puts what a name stands for in place of it, such as a condition."""

    def __init__(self, body: list[ast.stmt]) -> None:
        self.values = {
            target.id: one.value
            for one in body
            if isinstance(one, ast.Assign) and isinstance(one.value, ast.Call)
            for target in one.targets
            if isinstance(target, ast.Name)
        }

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self.values.get(node.id, node)


def constant(value: ast.expr | None) -> str | None:
    """A text that is written out; nothing for other expressions."""
    found = value.value if isinstance(value, ast.Constant) else None
    return found if isinstance(found, str) else None


def _convention(body: list[ast.stmt]) -> dict[str, str]:
    """How constraints are named, from the assignment to `naming_convention`."""
    for one in body:
        if isinstance(one, ast.Assign) and "naming_convention" in ast.dump(one):
            names: dict[str, str] = ast.literal_eval(one.value)
            return names
    return {}


def _is_table(found: ast.ClassDef) -> bool:
    return any(keyword.arg == "table" for keyword in found.keywords)


def _annotated(found: ast.ClassDef) -> Iterator[tuple[str, ast.AnnAssign]]:
    for one in found.body:
        if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name):
            yield one.target.id, one


def _called(value: ast.expr | None) -> str:
    return ast.unparse(value.func) if isinstance(value, ast.Call) else ""


def _column(name: str, line: ast.AnnAssign) -> ModelColumn:
    field = _keywords(line.value) if _called(line.value) == "Field" else {}
    options = field.get("sa_column_kwargs")
    annotation = ast.unparse(line.annotation)
    return ModelColumn(
        attribute=name,
        annotation=annotation.removesuffix(" | None"),
        optional=annotation.endswith(" | None"),
        field=field,
        column=_entries(options) if isinstance(options, ast.Dict) else {},
    )


def _keywords(call: ast.expr | None) -> Arguments:
    keywords = call.keywords if isinstance(call, ast.Call) else []
    return {one.arg: one.value for one in keywords if one.arg}


def _entries(found: ast.Dict) -> Arguments:
    pairs = zip(found.keys, found.values, strict=True)
    return {constant(key) or "": value for key, value in pairs}
