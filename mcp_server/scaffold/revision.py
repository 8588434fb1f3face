"""The first migration, as calls of Alembic: it makes the tables of the models."""

import ast
from collections.abc import Iterator, Sequence
from typing import Any

from mcp_server.errors import InvalidSpec
from mcp_server.scaffold.python import literals
from mcp_server.scaffold.python.modelcode import (
    ModelColumn,
    Models,
    ModelTable,
    constant,
)

AUTO_STRING = "sqlmodel.sql.sqltypes.AutoString"
JSON = (
    "sa.JSON(none_as_null=True)"
    '.with_variant(postgresql.JSONB(none_as_null=True), "postgresql")'
)
# The annotation, or the sa_type, of a column in the models.
TYPES = {
    "int": "sa.Integer()",
    "Key": "sa.Integer()",
    "Int32": "sa.Integer()",
    "BigInteger": "sa.BigInteger()",
    "BIGINT_KEY": 'sa.BigInteger().with_variant(sa.Integer(), "sqlite")',
    "FiniteFloat": "sa.Float()",
    "bool": "sa.Boolean()",
    "Text": "sa.Text()",
    "dt.date": "sa.Date()",
    "LocalTime": "sa.Time()",
    "dt.datetime": "sqlmodel.sql.sqltypes.UTCDateTime()",
    "UtcDatetime": "sqlmodel.sql.sqltypes.UTCDateTime()",
    "UTCDateTime": "sqlmodel.sql.sqltypes.UTCDateTime()",
    "Duration": "sa.Interval()",
    "UUID": "sa.Uuid()",
    "Base64": "sa.LargeBinary()",
    "JSON_COLUMN": JSON,
}
TEXTS = {"str", "StorableStr", "EmailText", "KeyText"}
# What the models import by name is an attribute of `sa` in a migration.
OF_SQLALCHEMY = {"false", "func", "literal_column", "text", "true"}
RANDOM_ID = "RANDOM_ID[op.get_context().dialect.name]"
# SQLite has it in the table, other databases get it afterwards.
LATER = ", use_alter=True"
KINDS = {"UniqueConstraint": "uq", "CheckConstraint": "ck", "Index": "ix"}


def created(models_source: str, mixins: str) -> dict[str, Any]:
    """For each table its name, the arguments of create_table, and its indexes."""
    models = Models(models_source, mixins)
    tables = [_Writer(models, table).written() for table in models.tables()]
    return {"tables": tables, "random_id": RANDOM_ID in repr(tables)}


class _Writer:
    """Writes one table."""

    def __init__(self, models: Models, table: ModelTable) -> None:
        self.models = models
        self.table = table

    def written(self) -> dict[str, Any]:
        return {
            "name": self.table.name,
            "lines": [*map(self.column, self.table.columns), *self.constraints()],
            "indexes": list(self.indexes()),
            "later": [later for one in self.table.columns for later in self.later(one)],
        }

    def column(self, column: ModelColumn) -> str:
        options: dict[str, str] = {
            name: source(column.column[name])
            for name in ("autoincrement", "server_default", "comment")
            if name in column.column
        }
        nullable = column.optional and not column.has("primary_key")
        options["nullable"] = str(nullable)
        said = ", ".join(f"{name}={value}" for name, value in options.items())
        return f"sa.Column({literals.text(column.name)}, {self.type(column)}, {said})"

    def type(self, column: ModelColumn) -> str:
        written = column.field.get("sa_type")
        if isinstance(written, ast.Call) and source(written.func) == "choice":
            return self.choice(*written.args)
        name = source(written) if written else column.annotation
        if name in TEXTS:
            length = column.field.get("max_length")
            return f"{AUTO_STRING}({f'length={source(length)}' if length else ''})"
        if name == "Decimal":
            digits = [column.field[one] for one in ("max_digits", "decimal_places")]
            return f"sa.Numeric({', '.join(map(source, digits))})"
        if name not in TYPES:
            place = f"{self.table.name}.{column.name}"
            raise InvalidSpec(f"{place} has a type without a migration: {name}.")
        return TYPES[name]

    def choice(self, enum: ast.expr, name: ast.expr) -> str:
        """An enum as its values, with a CHECK; app/fields.py says the same."""
        values = self.models.enum_values(source(enum))
        written = ", ".join(map(literals.text, values))
        options = "native_enum=False, length=64, create_constraint=True"
        return f"sa.Enum({written}, name={source(name)}, {options})"

    def constraints(self) -> Iterator[str]:
        columns = self.table.columns
        for one in columns:
            if "foreign_key" in one.field:
                yield self.foreign_key(one, one.field)
            elif one.added_later:
                yield self.foreign_key(one, _arguments(one.added_later), LATER)
        key = [one.name for one in columns if one.has("primary_key")]
        yield f"sa.PrimaryKeyConstraint({_texts(key)}, name={self.name('pk', key)})"
        for one in columns:
            if one.has("unique") and not one.has("index"):
                name = self.name("uq", [one.name])
                yield f"sa.UniqueConstraint({_texts([one.name])}, name={name})"
        for call in self.table.arguments:
            if source(call.func) != "Index":
                yield self.constraint(call)

    def foreign_key(
        self, column: ModelColumn, said: dict[str, ast.expr], more: str = ""
    ) -> str:
        other = constant(said["foreign_key"]) or ""
        name = self.name("fk", [column.name], other.rpartition(".")[0])
        rule = said.get("ondelete")
        end = f", ondelete={source(rule)}" if rule else ""
        ends = f"[{_texts([column.name])}], [{_texts([other])}]"
        return f"sa.ForeignKeyConstraint({ends}, name={name}{end}{more})"

    def later(self, column: ModelColumn) -> Iterator[dict[str, str]]:
        """How a foreign key of a circle is added once both tables exist."""
        if not column.added_later:
            return
        said = _arguments(column.added_later)
        table, _, key = (constant(said["foreign_key"]) or "").rpartition(".")
        name, rule = self.name("fk", [column.name], table), source(said["ondelete"])
        own, columns = literals.text(self.table.name), f"[{_texts([column.name])}]"
        to = f"{literals.text(table)}, {columns}, [{_texts([key])}], ondelete={rule}"
        yield {
            "made": f"op.create_foreign_key({name}, {own}, {to})",
            "dropped": f'op.drop_constraint({name}, {own}, type_="foreignkey")',
        }

    def constraint(self, call: ast.Call) -> str:
        """A constraint of the table's arguments, with its name written out."""
        kind = source(call.func)
        columns = [text for one in call.args if (text := constant(one))]
        rest = {one.arg: one.value for one in call.keywords if one.arg}
        given = constant(rest.pop("name", None)) or ""
        named = kind == "CheckConstraint" or not given
        name = self.name(KINDS[kind], columns, given=given) if named else f'"{given}"'
        arguments = [*map(source, call.args), f"name={name}", *_named(rest)]
        return f"sa.{kind}({', '.join(arguments)})"

    def indexes(self) -> Iterator[str]:
        table = literals.text(self.table.name)
        for one in self.table.columns:
            if one.has("index"):
                name, columns = self.name("ix", [one.name]), _texts([one.name])
                unique = f"unique={one.has('unique')}"
                yield f"op.create_index({name}, {table}, [{columns}], {unique})"
        for call in self.table.arguments:
            if source(call.func) == "Index":
                yield self.index(call)

    def index(self, call: ast.Call) -> str:
        given, *columns = call.args
        names = [text for one in columns if (text := constant(one))]
        name = source(given) if constant(given) else self.name("ix", names)
        rest = {one.arg: one.value for one in call.keywords if one.arg}
        rest = {"unique": ast.Constant(False), **rest}
        arguments = [name, literals.text(self.table.name)]
        arguments += [f"[{', '.join(map(source, columns))}]", *_named(rest)]
        return f"op.create_index({', '.join(arguments)})"

    def name(
        self, kind: str, columns: Sequence[str], other: str = "", *, given: str = ""
    ) -> str:
        """What the naming convention of the models calls a constraint."""
        name = self.models.convention[kind] % {
            "table_name": self.table.name,
            "column_0_N_name": "_".join(columns),
            "referred_table_name": other,
            "constraint_name": given,
        }
        return f"op.f({literals.text(name)})"


def _arguments(call: ast.Call) -> dict[str, ast.expr]:
    """The arguments of ForeignKey(), under the names that Field() has for them."""
    named = {one.arg: one.value for one in call.keywords if one.arg}
    return {"foreign_key": call.args[0], **named}


def _texts(names: Sequence[str]) -> str:
    return ", ".join(map(literals.text, names))


def _named(arguments: dict[str, ast.expr]) -> list[str]:
    return [f"{name}={source(value)}" for name, value in arguments.items()]


def source(node: ast.expr) -> str:
    """An expression of the models as it is written in a migration."""
    match node:
        case ast.Constant(value=str(value)):
            return literals.text(value)
        case ast.Call(func=ast.Name(id="RandomId")):
            return RANDOM_ID
        case ast.Call():
            arguments = [*map(source, node.args)]
            arguments += [f"{one.arg}={source(one.value)}" for one in node.keywords]
            return f"{source(node.func)}({', '.join(arguments)})"
        case ast.Name(id=name) if name in OF_SQLALCHEMY:
            return f"sa.{name}"
        case ast.Attribute(value=inside, attr=attribute):
            return f"{source(inside)}.{attribute}"
    return ast.unparse(node)
