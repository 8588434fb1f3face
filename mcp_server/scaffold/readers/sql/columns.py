"""A column of CREATE TABLE: its type as written, its constraints by sqlglot."""

import re

from sqlglot import exp

from mcp_server.errors import InvalidSpec
from mcp_server.scaffold.readers.sql.context import SqlSchema
from mcp_server.scaffold.readers.sql.statements import IDENTIFIER
from mcp_server.scaffold.readers.tables.column_types import without_limit
from mcp_server.scaffold.readers.tables.expressions import parse, unwrapped
from mcp_server.scaffold.readers.tables.schema import Check, Column, ForeignKey, Table

# Where the type of a column ends.
CONSTRAINTS = re.compile(
    r"\b(NOT|NULL|DEFAULT|PRIMARY|UNIQUE|CHECK|REFERENCES|CONSTRAINT|GENERATED|AS|"
    r"COLLATE|AUTO_INCREMENT|AUTOINCREMENT|COMMENT|ON|IDENTITY|CHARSET|STORAGE|SRID|"
    r"CHARACTER\s+SET|COMPRESSION|INVISIBLE|KEY|VIRTUAL|STORED|DEFERRABLE|WITH\s+MASK)"
    r"\b",
    re.IGNORECASE,
)
NAMED = re.compile(rf"({IDENTIFIER})\s*(.*)", re.DOTALL)
NESTED = re.compile(r"'(?:[^']|'')*'|\"[^\"]*\"|\([^()]*\)", re.DOTALL)
CONFLICT = re.compile(r"\bON\s+CONFLICT\s+\w+", re.IGNORECASE)
# What sqlglot does not know, and what has no meaning for a field.
STORAGE = re.compile(
    r"\b(SRID\s+\d+|STORAGE\s+\w+|COMPRESSION\s+\w+|INVISIBLE|VISIBLE|"
    r"CHARACTER\s+SET\s+\w+|CHARSET\s+\w+|COLLATE\s+[\w.\"]+)",
    re.IGNORECASE,
)
SERIAL = re.compile(r"(small|big)?serial\d?\b", re.IGNORECASE)


def read_column(sql: SqlSchema, table: Table, item: str) -> Column:
    """Add a column with everything said inline to its table.

    Raises:
        InvalidSpec: it is no column.
    """
    found = NAMED.fullmatch(item)
    if not found:
        raise InvalidSpec(f"`{item[:60]}` is no column; send `name type`")
    written, rest = _split(found[2])
    if sql.dialect == "sqlite":
        # SQL Server writes [money], and is taken for SQLite.
        written = re.sub(r"^\[(\w+)\]", r"\1", written)
    name, spelled = sql.name(found[1])
    if sql.dialect != "mysql":
        written = without_limit(written)
    column = Column(name, written, increments=bool(SERIAL.match(written)))
    column.spelled = spelled
    sql.named_type(table, column)
    existing = table.column(name)
    if existing and (existing.name == name or sql.dialect != "postgres"):
        # MODIFY of MySQL says a column anew, and nothing about its constraints.
        table.columns[table.columns.index(existing)] = column
    else:
        table.columns.append(column)
    _constraints(sql, table, column, rest)
    return column


def _split(text: str) -> tuple[str, str]:
    """The type, and what follows it."""
    blanked = text
    for _ in range(3):
        # By spaces: a word right before a bracket stays a word.
        blanked = NESTED.sub(lambda one: " " * len(one[0]), blanked)
    found = CONSTRAINTS.search(blanked)
    end = found.start() if found else len(text)
    return text[:end].strip(), text[end:].strip()


def _constraints(sql: SqlSchema, table: Table, column: Column, text: str) -> None:
    place = f"{table.name}.{column.name}"
    for pattern in (CONFLICT, STORAGE):
        for said in pattern.finditer(text):
            sql.schema.left_out.add(place, " ".join(said[0].split())[:60])
        text = pattern.sub(" ", text)
    try:
        tree = parse(f"CREATE TABLE t (c INT {text})", sql.dialect)
        definition = tree.find(exp.ColumnDef)
    except InvalidSpec:
        definition = None
    if definition is None:
        _by_words(sql, table, column, text)
        return
    for constraint in definition.args.get("constraints") or []:
        _constraint(sql, table, column, constraint.args["kind"], constraint.this)


def _by_words(sql: SqlSchema, table: Table, column: Column, text: str) -> None:
    """What can be told of constraints that sqlglot cannot read."""
    upper = " ".join(text.upper().split())
    column.nullable = "NOT NULL" not in upper
    if "PRIMARY KEY" in upper:
        table.key = [column.name]
    if "GENERATED" in upper and " AS (" in upper:
        column.computed = True
    sql.schema.left_out.add(
        f"{table.name}.{column.name}", f"`{' '.join(text.split())[:80]}`"
    )


def _constraint(
    sql: SqlSchema,
    table: Table,
    column: Column,
    kind: exp.Expr,
    name: exp.Expr | None,
) -> None:
    if isinstance(kind, exp.NotNullColumnConstraint):
        column.nullable = bool(kind.args.get("allow_null"))
    elif isinstance(kind, exp.PrimaryKeyColumnConstraint):
        table.key, column.nullable = [column.name], False
    elif isinstance(kind, exp.UniqueColumnConstraint):
        table.uniques.append([column.name])
    elif isinstance(kind, exp.DefaultColumnConstraint):
        set_default(column, kind.this, sql.dialect)
    elif isinstance(kind, exp.CheckColumnConstraint):
        told = name.name if name else None
        table.checks.append(Check(kind.this.sql(dialect=sql.dialect), told))
    elif isinstance(kind, exp.Reference):
        table.foreign_keys.append(reference(sql, [column.name], kind))
    else:
        _property(sql, table, column, kind)


def _property(sql: SqlSchema, table: Table, column: Column, kind: exp.Expr) -> None:
    computed = (exp.ComputedColumnConstraint, exp.GeneratedAsRowColumnConstraint)
    counting = (
        exp.AutoIncrementColumnConstraint,
        exp.GeneratedAsIdentityColumnConstraint,
    )
    if isinstance(kind, exp.GeneratedAsIdentityColumnConstraint) and kind.expression:
        column.computed = True
    elif isinstance(kind, counting):
        column.increments, column.nullable = True, False
    elif isinstance(kind, computed):
        column.computed = True
    elif isinstance(kind, exp.CommentColumnConstraint):
        column.comment = kind.this.name
    elif not isinstance(kind, exp.CollateColumnConstraint):
        told = " ".join(kind.sql(dialect=sql.dialect).split())[:60]
        sql.schema.left_out.add(f"{table.name}.{column.name}", told)


def set_default(column: Column, value: exp.Expr, dialect: str) -> None:
    """Take over a DEFAULT; one from a sequence means that the database counts."""
    bare = unwrapped(value.copy())
    column.default = bare.sql(dialect=dialect)
    if column.default.lower().startswith("nextval("):
        column.default, column.increments = None, True


def reference(sql: SqlSchema, columns: list[str], node: exp.Expr) -> ForeignKey:
    """A foreign key from what follows REFERENCES."""
    target = node.this
    table = target.this if isinstance(target, exp.Schema) else target
    told = target.expressions if isinstance(target, exp.Schema) else []
    key = ForeignKey(
        columns, sql.table_name(table), [sql.identifier(one) for one in told]
    )
    for option in node.args.get("options") or []:
        words = str(option).upper()
        if words.startswith("ON DELETE "):
            key.on_delete = words.removeprefix("ON DELETE ")
        elif words.startswith("ON UPDATE "):
            key.on_update = words.removeprefix("ON UPDATE ")
        elif not words.startswith(
            ("NOT DEFERRABLE", "INITIALLY IMMEDIATE", "MATCH SIMPLE")
        ):
            key.options.append(words)
    key.on_delete = key.on_delete or "NO ACTION"
    return key
