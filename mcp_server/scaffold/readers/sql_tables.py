"""CREATE TABLE and ALTER TABLE, item by item."""

import re

from sqlglot import exp

from mcp_server.errors import InvalidSpec
from mcp_server.scaffold.readers.expressions import parse
from mcp_server.scaffold.readers.schema import Check, Table
from mcp_server.scaffold.readers.sql_columns import read_column, reference, set_default
from mcp_server.scaffold.readers.sql_indexes import index_columns
from mcp_server.scaffold.readers.sql_schema import SqlSchema, strings
from mcp_server.scaffold.readers.statements import (
    IDENTIFIER,
    Statement,
    bracketed,
    listed,
)

MOST_ITEMS = 300
NAME = rf"{IDENTIFIER}(?:\s*\.\s*{IDENTIFIER}){{0,2}}"
CREATE = re.compile(
    r"CREATE\s+(?P<kind>(?:\w+\s+){0,3}?)TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?"
    rf"(?P<name>{NAME})\s*(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
ALTER = re.compile(
    rf"ALTER\s+TABLE\s+(?:IF\s+EXISTS\s+)?(?:ONLY\s+)?(?P<name>{NAME})"
    r"\s*\*?\s*(?P<actions>.*)",
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
COLUMN_ACTION = re.compile(
    rf"ALTER\s+(?:COLUMN\s+)?(?P<name>{IDENTIFIER})\s+(?P<action>.*)",
    re.IGNORECASE | re.DOTALL,
)
ADD = re.compile(
    r"ADD\s+(?:COLUMN\s+)?(?:IF\s+NOT\s+EXISTS\s+)?(?P<item>.*)",
    re.IGNORECASE | re.DOTALL,
)
MODIFY = re.compile(
    rf"(?:MODIFY|CHANGE\s+{IDENTIFIER})\s+(?:COLUMN\s+)?(?P<item>.*)",
    re.IGNORECASE | re.DOTALL,
)
PARTITION_OF = re.compile(rf"PARTITION\s+OF\s+({NAME})", re.IGNORECASE)
ATTACH = re.compile(rf"ATTACH\s+PARTITION\s+({NAME})", re.IGNORECASE)
NO_SCHEMA = re.compile(
    r"OWNER|ENABLE|DISABLE|CLUSTER|REPLICA|SET|RESET|VALIDATE|AUTO_INCREMENT|ENGINE|FORCE",
    re.IGNORECASE,
)


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
    elif part := PARTITION_OF.match(found["rest"]):
        left_out.add(table.name, f"is a partition of {sql.name(part[1])[0]}")
    else:
        told = " ".join(found["rest"].split()[:3])
        left_out.add(table.name, f"is a table made by `{told} ...`"[:120])


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
            _item(sql, table, item)
        except InvalidSpec as error:
            raise InvalidSpec(
                f"Line {statement.line + offset + line}: `{_shown(item)}` {error}; "
                "send it as the database would accept it."
            ) from None
    _options(sql, table, " ".join(body.after.split()))


def _options(sql: SqlSchema, table: Table, text: str) -> None:
    comment = re.search(r"\bCOMMENT\s*=?\s*('(?:[^']|'')*')", text, re.IGNORECASE)
    if comment:
        table.comment = strings(comment[1])[0]
        text = text.replace(comment[0], "").strip()
    if found := re.search(r"\b(PARTITION BY|INHERITS)\b.*", text, re.IGNORECASE):
        sql.schema.left_out.add(table.name, found[0][:100])
    elif text and not (sql.dialect == "mysql" and STORED.fullmatch(text)):
        sql.schema.left_out.add(table.name, f"`{text[:60]}` after its columns")


def _item(sql: SqlSchema, table: Table, item: str) -> None:
    """A column or a constraint."""
    named = CONSTRAINT.match(item)
    if sql.dialect == "mysql" and IS_MYSQL_INDEX.match(item):
        _mysql_index(sql, table, item)
    elif named:
        _constraint(sql, table, item[named.end() :], named["name"])
    elif re.match(r"(LIKE|PERIOD)\s", item, re.IGNORECASE):
        sql.schema.left_out.add(table.name, f"`{_shown(item)}`")
    else:
        read_column(sql, table, item)


def _mysql_index(sql: SqlSchema, table: Table, item: str) -> None:
    found = MYSQL_INDEX.match(item)
    kind = (found["kind"] or "").strip().upper() if found else ""
    columns = index_columns(sql, item)
    if columns is None or kind in {"FULLTEXT", "SPATIAL"}:
        sql.schema.left_out.add(table.name, f"`{_shown(item)}`")
    else:
        (table.uniques if kind else table.indexes).append(columns)


def _constraint(sql: SqlSchema, table: Table, item: str, name: str | None) -> None:
    if not re.match(r"(PRIMARY|UNIQUE|FOREIGN|CHECK)\b", item, re.IGNORECASE):
        sql.schema.left_out.add(table.name, f"`{_shown(item)}`")
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
    tree = parse(f"CREATE TABLE t (c INT, {item})", sql.dialect)
    schema = tree.this
    node = schema.expressions[-1] if isinstance(schema, exp.Schema) else None
    if isinstance(node, exp.Constraint) and node.expressions:
        node = node.expressions[0]
    _constraint_of(sql, table, node, name)


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


def alter_table(sql: SqlSchema, statement: Statement) -> None:
    """Do what ALTER TABLE adds; the rest is listed."""
    found = ALTER.match(statement.text)
    table = sql.table(found["name"]) if found else None
    if found and table is None and NO_SCHEMA.match(found["actions"]):
        # A sequence or a view can be altered as a table is.
        sql.ignored["ALTER TABLE"] += 1
        return
    if not found or table is None:
        told = " ".join(statement.text.split())[:80]
        sql.schema.left_out.add("", f"`{told}`: the table is not here")
        return
    for action in listed(found["actions"], sql.dialect):
        _action(sql, table, action)


def _action(sql: SqlSchema, table: Table, action: str) -> None:
    if found := MODIFY.match(action) or ADD.match(action):
        item = found["item"]
        # Several columns can be added in brackets.
        together = bracketed(item, sql.dialect) if item.startswith("(") else None
        for one in [part for part, _ in together.items] if together else [item]:
            _item(sql, table, one)
    elif found := COLUMN_ACTION.match(action):
        _column_action(sql, table, found)
    elif (found := ATTACH.match(action)) and (part := sql.table(found[1])):
        sql.partitions[part.name] = table.name
    elif NO_SCHEMA.match(action):
        sql.ignored["ALTER TABLE"] += 1
    else:
        sql.schema.left_out.add(table.name, f"`{_shown(action)}`")


def _column_action(sql: SqlSchema, table: Table, found: re.Match[str]) -> None:
    column = table.column(sql.name(found["name"])[0])
    action = " ".join(found["action"].split())
    upper = action.upper()
    if column is None:
        raise InvalidSpec(f"names `{found['name'][:60]}`, which is no column")
    if upper.startswith("SET DEFAULT "):
        tree = parse(f"SELECT {found['action'].split(None, 2)[2]}", sql.dialect)
        set_default(column, tree.expressions[0], sql.dialect)
    elif upper == "SET NOT NULL":
        column.nullable = False
    elif upper.startswith("ADD GENERATED"):
        column.increments, column.nullable = True, False
    elif upper.startswith(("SET STATISTICS", "SET STORAGE")):
        sql.ignored["ALTER TABLE"] += 1
    else:
        sql.schema.left_out.add(f"{table.name}.{column.name}", f"`{_shown(action)}`")


def _shown(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 80 else f"{line[:77]}..."
