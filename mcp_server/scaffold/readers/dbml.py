"""DBML, parsed by pydbml."""

import warnings
from collections import Counter

from mcp_server.errors import InvalidSpec
from mcp_server.scaffold.readers.dbml_text import normalised
from mcp_server.scaffold.readers.tables.schema import (
    Check,
    Column,
    ForeignKey,
    Link,
    Schema,
    Table,
)

with warnings.catch_warnings():
    # It calls pyparsing by names that pyparsing has given up.
    warnings.simplefilter("ignore", DeprecationWarning)
    from pydbml import PyDBML
    from pydbml.classes import Column as DbmlColumn
    from pydbml.classes import Enum, Expression, Index, Reference
    from pydbml.classes import Table as DbmlTable
    from pydbml.exceptions import (
        ColumnNotFoundError,
        DBMLError,
        TableNotFoundError,
    )
    from pyparsing import ParseBaseException

LONGEST = 60_000


def read_dbml(text: str) -> Schema:
    """The tables of a DBML document.

    Raises:
        InvalidSpec: it is no DBML; with the line.
    """
    if len(text) > LONGEST:
        raise InvalidSpec(
            f"The DBML has {len(text):,} characters; send at most {LONGEST:,}."
        )
    schema = Schema()
    plain, checks = normalised(text, schema)
    parsed = _parsed(plain)
    called = Counter(one.name.casefold() for one in parsed.tables)
    for one in parsed.tables:
        schema.tables.append(_table(schema, one, alone=called[one.name.casefold()] < 2))
    for name, condition in checks:
        if table := schema.table(name):
            table.checks.append(Check(condition))
    for reference in parsed.refs:
        _reference(schema, reference)
    schema.assumed.add("", "Columns can be NULL unless they are `not null` or a key.")
    return schema


def _parsed(text: str) -> PyDBML:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            return PyDBML(text)
    except ParseBaseException as error:
        shown = error.line.strip()[:60]
        raise InvalidSpec(
            f"Line {error.lineno}: `{shown}` is no DBML ({_first(error.msg)}); send a "
            "table such as `Table posts {`, one column a line, and `}`."
        ) from None
    except (TableNotFoundError, ColumnNotFoundError) as error:
        raise InvalidSpec(f"{_first(str(error))}; send it, or drop the Ref.") from None
    except (
        DBMLError,
        SyntaxError,
        ValueError,
        RecursionError,
        AttributeError,
    ) as error:
        raise InvalidSpec(f"This is no DBML: {_first(str(error))}.") from None


def _first(text: str) -> str:
    return text.splitlines()[0].rstrip(".")[:120] if text else "it does not parse"


def _table(schema: Schema, parsed: DbmlTable, *, alone: bool) -> Table:
    name = parsed.name
    if parsed.schema != "public":
        schema.left_out.add(f"{parsed.schema}.{name}", "its schema")
        name = name if alone else f"{parsed.schema}_{name}"
    table = Table(name, comment=parsed.note.text or "")
    for column in parsed.columns:
        table.columns.append(_column(table, column))
    for index in parsed.indexes:
        _index(schema, table, index)
    return table


def _column(table: Table, parsed: DbmlColumn) -> Column:
    if parsed.pk:
        table.key.append(parsed.name)
    if parsed.unique:
        table.uniques.append([parsed.name])
    enum = parsed.type if isinstance(parsed.type, Enum) else None
    return Column(
        parsed.name,
        "enum" if enum else str(parsed.type),
        nullable=not (parsed.not_null or parsed.pk),
        default=_default(parsed.default),
        increments=parsed.autoinc or "serial" in str(parsed.type).lower(),
        values=[item.name for item in enum.items] if enum else [],
        comment=parsed.note.text or "",
    )


def _default(value: object) -> str | None:
    """The default as SQL has it."""
    if value is None or isinstance(value, Expression):
        return value.text if isinstance(value, Expression) else None
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float) or str(value).lower() == "null":
        return str(value)
    escaped = str(value).replace("'", "''")
    return f"'{escaped}'"


def _index(schema: Schema, table: Table, index: Index) -> None:
    columns = [one.name for one in index.subjects if isinstance(one, DbmlColumn)]
    plain = index.type in {None, "btree", "hash"}
    if len(columns) < len(index.subjects) or not plain:
        told = ", ".join(getattr(one, "name", str(one)) for one in index.subjects)
        schema.left_out.add(table.name, f"index over {told[:80]}")
    elif index.pk:
        table.key = columns
        for column in table.columns:
            column.nullable = column.nullable and column.name not in columns
    else:
        (table.uniques if index.unique else table.indexes).append(columns)


def _reference(schema: Schema, parsed: Reference) -> None:
    child, parent = _end(schema, parsed.col1), _end(schema, parsed.col2)
    kind = parsed.type
    if kind == "<>":
        schema.links.append(Link(child[0].name, parent[0].name))
        return
    if kind == "<":
        child, parent = parent, child
    if kind == "-" and parent[1] != parent[0].key and child[1] == child[0].key:
        child, parent = parent, child
    table, columns = child
    key = ForeignKey(columns, parent[0].name, parent[1])
    for option in ("on_delete", "on_update"):
        value = getattr(parsed, option)
        setattr(key, option, value.upper() if value else None)
    table.foreign_keys.append(key)
    if kind == "-" and columns not in [table.key, *table.uniques]:
        table.uniques.append(columns)


def _end(schema: Schema, columns: list[DbmlColumn]) -> tuple[Table, list[str]]:
    parsed = columns[0].table
    qualified = f"{parsed.schema}_{parsed.name}"
    table = schema.table(qualified) or schema.table(parsed.name)
    if table is None:
        raise InvalidSpec(f"A Ref leads to {parsed.name}, which is not here; drop it.")
    return table, [column.name for column in columns]
