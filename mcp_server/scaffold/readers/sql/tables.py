"""CREATE TABLE, item by item."""

import re
from dataclasses import replace

from sqlglot import exp

from mcp_server.errors import InvalidSpec
from mcp_server.scaffold.readers.sql.columns import read_column, reference
from mcp_server.scaffold.readers.sql.context import SqlSchema, strings
from mcp_server.scaffold.readers.sql.indexes import index_columns
from mcp_server.scaffold.readers.sql.statements import (
    IDENTIFIER,
    Statement,
    bracketed,
)
from mcp_server.scaffold.readers.tables.expressions import parse
from mcp_server.scaffold.readers.tables.schema import Check, Table

MOST_ITEMS = 300
NAME = rf"{IDENTIFIER}(?:\s*\.\s*{IDENTIFIER}){{0,2}}"
CREATE = re.compile(
    r"CREATE\s+(?P<kind>(?:\w+\s+){0,3}?)TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?"
    rf"(?P<name>{NAME})\s*(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
# With a bracket or a name after it: a column can be called `check` or `key`.
CONSTRAINT = re.compile(
    rf"CONSTRAINT\b(?:\s+(?!(?:PRIMARY|UNIQUE|FOREIGN|CHECK)\b)(?P<name>{IDENTIFIER}))?\s+"
    r"|(?=PRIMARY\s+KEY\b|FOREIGN\s+KEY\b|CHECK\s*\(|EXCLUDE\b.*\(|"
    r"UNIQUE\s*(?:\(|KEY\b|INDEX\b|NULLS\b))",
    re.IGNORECASE | re.DOTALL,
)
MYSQL_INDEX = re.compile(
    rf"(?P<kind>UNIQUE\s+|FULLTEXT\s+|SPATIAL\s+)?(?:KEY|INDEX)?\s*"
    rf"(?:{IDENTIFIER}\s*)?(?:USING\s+\w+\s*)?(?=\()",
    re.IGNORECASE,
)
IS_MYSQL_INDEX = re.compile(
    r"(UNIQUE\s+)?(KEY|INDEX)\b|(FULLTEXT|SPATIAL)\b|UNIQUE\s+[\w`]+\s*\(",
    re.IGNORECASE,
)
PARTITION_OF = re.compile(rf"PARTITION\s+OF\s+({NAME})", re.IGNORECASE)
KEYED = re.compile(
    r"(PRIMARY\s+KEY|UNIQUE)(?:\s+(?:NON)?CLUSTERED)?\s*(?=\()", re.IGNORECASE
)
KEYED_COLUMN = re.compile(
    rf"({IDENTIFIER})(?:\s+COLLATE\s+\w+)?(?:\s+(?:ASC|DESC))?"
    r"(?P<counted>\s+AUTOINCREMENT)?",
    re.IGNORECASE,
)
SOME_COLUMNS = re.compile(
    r"(?:MATCH\s+\w+\s+)?(ON\s+DELETE\s+SET\s+(?:NULL|DEFAULT))\s*\([^()]*\)",
    re.IGNORECASE,
)
LIKE = re.compile(rf"LIKE\s+({NAME})(.*)", re.IGNORECASE | re.DOTALL)
INHERITS = re.compile(rf"INHERITS\s*\(\s*({NAME})\s*\)", re.IGNORECASE)
# How MySQL stores a table: nothing that a program could notice.
STORED = re.compile(
    r"((DEFAULT\s+)?(ENGINE|CHARSET|CHARACTER\s+SET|COLLATE|AUTO_INCREMENT|ROW_FORMAT"
    r"|CHECKSUM|PACK_KEYS|AVG_ROW_LENGTH|MAX_ROWS|MIN_ROWS|STATS_PERSISTENT)"
    r"\s*=?\s*[\w']+\s*,?\s*)+",
    re.IGNORECASE,
)


def create_table(sql: SqlSchema, statement: Statement) -> None:
    """Add the table of a statement, or say that it is left out."""
    found = CREATE.match(statement.text)
    if not found:
        raise InvalidSpec("has no name; send `CREATE TABLE name (...)`")
    table, kind = sql.new_table(found["name"]), found["kind"].upper().split()
    left_out = sql.schema.left_out
    if {"TEMP", "TEMPORARY"} & set(kind):
        left_out.add(table.name, "is a temporary table")
    elif {"VIRTUAL", "FOREIGN", "EXTERNAL"} & set(kind):
        left_out.add(table.name, f"is a {kind[-1].lower()} table")
    elif sql.schema.table(table.name):
        left_out.add(table.name, "is created twice; the first counts")
    elif found["rest"].startswith("("):
        _body(sql, table, statement, found)
    elif (like := LIKE.fullmatch(found["rest"])) and (model := sql.table(like[1])):
        _copy(table, model, "ALL")
        sql.schema.tables.append(table)
    elif part := PARTITION_OF.match(found["rest"]):
        _partition(sql, table, part[1])
    else:
        told = " ".join(found["rest"].split()[:3])
        left_out.add(table.name, f"is a table made by `{told} ...`"[:120])


def _partition(sql: SqlSchema, table: Table, parent: str) -> None:
    """Take a partition for a table of the same columns until all is read."""
    whole = sql.table(parent)
    if whole is None:
        sql.schema.left_out.add(table.name, f"is a partition of {sql.name(parent)[0]}")
        return
    table.columns = [replace(column) for column in whole.columns]
    sql.schema.tables.append(table)
    sql.partitions[table.name] = whole.name


def _body(
    sql: SqlSchema, table: Table, statement: Statement, found: re.Match[str]
) -> None:
    offset = statement.text.count("\n", 0, found.start("rest"))
    body = bracketed(found["rest"], sql.dialect)
    if body is None:
        raise InvalidSpec("has a bracket that is not closed; send the whole statement")
    if len(body.items) > MOST_ITEMS:
        raise InvalidSpec(f"has {len(body.items)} columns and constraints; send fewer")
    sql.schema.tables.append(table)
    for item, line in body.items:
        try:
            read_item(sql, table, item)
        except InvalidSpec as error:
            raise InvalidSpec(
                f"Line {statement.line + offset + line}: `{shown(item)}` {error}; "
                "send it as the database would accept it."
            ) from None
    _options(sql, table, " ".join(body.after.split()))


def _options(sql: SqlSchema, table: Table, text: str) -> None:
    comment = re.search(r"\bCOMMENT\s*=?\s*('(?:[^']|'')*')", text, re.IGNORECASE)
    if comment:
        table.comment = strings(comment[1])[0]
        text = text.replace(comment[0], "").strip()
    if found := INHERITS.fullmatch(text):
        _inherit(sql, table, found[1])
    elif found := re.search(r"\b(PARTITION BY|INHERITS)\b.*", text, re.IGNORECASE):
        sql.schema.left_out.add(table.name, found[0][:100])
    elif text and not (sql.dialect == "mysql" and STORED.fullmatch(text)):
        sql.schema.left_out.add(table.name, f"`{text[:60]}` after its columns")


def _inherit(sql: SqlSchema, table: Table, parent: str) -> None:
    """Give a table the columns it inherits; one without others is a partition."""
    whole = sql.table(parent)
    if whole is None:
        sql.schema.left_out.add(table.name, f"INHERITS ({parent[:60]})")
        return
    if table.columns:
        told = f"INHERITS ({whole.name}); it has the columns, its parent not its rows"
        sql.schema.left_out.add(table.name, told)
    else:
        sql.partitions[table.name] = whole.name
    own = [column.name for column in table.columns]
    inherited = [replace(one) for one in whole.columns if one.name not in own]
    table.columns[:0] = inherited


def read_item(sql: SqlSchema, table: Table, item: str) -> None:
    """Add a column or a constraint to a table.

    Raises:
        InvalidSpec: it is neither.
    """
    named = CONSTRAINT.match(item)
    if sql.dialect == "mysql" and IS_MYSQL_INDEX.match(item):
        _mysql_index(sql, table, item)
    elif named:
        _constraint(sql, table, item[named.end() :], named["name"])
    elif (like := LIKE.fullmatch(item)) and (model := sql.table(like[1])):
        _copy(table, model, like[2].upper() if sql.dialect != "mysql" else "ALL")
    elif re.match(r"(LIKE|PERIOD)\s", item, re.IGNORECASE):
        sql.schema.left_out.add(table.name, f"`{shown(item)}`")
    else:
        read_column(sql, table, item)


def _copy(table: Table, model: Table, options: str) -> None:
    """Give a table the columns of another, and what the options say besides."""
    table.columns += [replace(column) for column in model.columns]
    if re.search(r"\b(ALL|CONSTRAINTS)\b", options):
        table.checks += [replace(check) for check in model.checks]
    if re.search(r"\b(ALL|INDEXES)\b", options):
        table.key = [*model.key]
        table.uniques += [[*one] for one in model.uniques]
        table.indexes += [[*one] for one in model.indexes]


def _mysql_index(sql: SqlSchema, table: Table, item: str) -> None:
    found = MYSQL_INDEX.match(item)
    kind = (found["kind"] or "").strip().upper() if found else ""
    columns = index_columns(sql, item)
    if columns is None or kind in {"FULLTEXT", "SPATIAL"}:
        sql.schema.left_out.add(table.name, f"`{shown(item)}`")
    else:
        (table.uniques if kind else table.indexes).append(columns)


def _constraint(sql: SqlSchema, table: Table, item: str, name: str | None) -> None:
    if not re.match(r"(PRIMARY|UNIQUE|FOREIGN|CHECK)\b", item, re.IGNORECASE):
        sql.schema.left_out.add(table.name, f"`{shown(item)}`")
        return
    if found := re.search(
        r"\bON\s+CONFLICT\s+\w+|\bNOT\s+VALID\s*$", item, re.IGNORECASE
    ):
        sql.schema.left_out.add(table.name, " ".join(found[0].split()))
        item = item.replace(found[0], "")
    if (
        sql.dialect == "mysql"
        and re.match(r"UNIQUE|CHECK", item, re.IGNORECASE) is None
    ):
        # MySQL allows a name of the index: FOREIGN KEY fk_name (a).
        item = re.sub(
            rf"^((?:FOREIGN|PRIMARY)\s+KEY)\s+{IDENTIFIER}\s*\(",
            r"\1 (",
            item,
            flags=re.IGNORECASE,
        )
    if _keyed(sql, table, item) or _checked(sql, table, item, name):
        return
    if re.search(r"\bUSING\s+INDEX\s+\S+$", item, re.IGNORECASE):
        sql.schema.left_out.add(table.name, f"`{shown(item)}`")
        return
    if found := SOME_COLUMNS.search(item):
        sql.schema.left_out.add(table.name, f"`{shown(found[0])}`")
        item = f"{item[: found.start()]} {found[1]}{item[found.end() :]}"
    tree = parse(f"CREATE TABLE t (c INT, {item})", sql.dialect)
    schema = tree.this
    node = schema.expressions[-1] if isinstance(schema, exp.Schema) else None
    if isinstance(node, exp.Constraint) and node.expressions:
        node = node.expressions[0]
    _constraint_of(sql, table, node, name)


def _checked(sql: SqlSchema, table: Table, item: str, name: str | None) -> bool:
    """Add a condition as it is written; false: it is none, or does not end."""
    body = (
        bracketed(item, sql.dialect) if re.match("CHECK", item, re.IGNORECASE) else None
    )
    if body is None:
        return False
    after = " ".join(body.after.split())
    if after:
        sql.schema.left_out.add(table.name, f"`{shown(after)}` of a CHECK")
    if after.upper() != "NOT ENFORCED":
        text = item[len(body.before) + 1 : len(item) - len(body.after) - 1].strip()
        table.checks.append(Check(text, sql.name(name)[0] if name else None))
    return True


def _keyed(sql: SqlSchema, table: Table, item: str) -> bool:
    """Add a key or unique of plain columns; false: it is said in another way."""
    head = KEYED.match(item)
    body = bracketed(item, sql.dialect) if head else None
    found = [KEYED_COLUMN.fullmatch(part) for part, _ in body.items] if body else []
    if head is None or body is None or not all(found):
        return False
    names = [sql.name(one[1])[0] for one in found if one]
    if head[1].upper() == "UNIQUE":
        table.uniques.append(names)
    else:
        table.key = names
    for one, name in zip(found, names, strict=True):
        column = table.column(name)
        if column and table.key is names:
            column.nullable = False
            column.increments |= bool(one and one["counted"])
    if after := " ".join(body.after.split()):
        sql.schema.left_out.add(table.name, f"`{shown(after)}` of a key")
    return True


def _constraint_of(
    sql: SqlSchema, table: Table, node: exp.Expr | None, name: str | None
) -> None:
    if isinstance(node, exp.PrimaryKey):
        table.key = [sql.identifier(one) for one in node.expressions]
        for key in table.key:
            if column := table.column(key):
                column.nullable = False
    elif isinstance(node, exp.UniqueColumnConstraint):
        told = node.this.expressions if node.this else []
        table.uniques.append([sql.identifier(one) for one in told])
    elif isinstance(node, exp.ForeignKey):
        columns = [sql.identifier(one) for one in node.expressions]
        table.foreign_keys.append(reference(sql, columns, node.args["reference"]))
    elif isinstance(node, exp.CheckColumnConstraint):
        told_name = sql.name(name)[0] if name else None
        table.checks.append(Check(node.this.sql(dialect=sql.dialect), told_name))
    else:
        raise InvalidSpec("is no constraint that can be read here")


def shown(text: str) -> str:
    """A text as it is quoted: one line of at most 80 characters."""
    line = " ".join(text.split())
    return line if len(line) <= 80 else f"{line[:77]}..."
