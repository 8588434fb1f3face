"""ALTER TABLE, DROP TABLE and their like: what changes tables that are there."""

import re

from mcp_server.scaffold.readers.sql.columns import set_default
from mcp_server.scaffold.readers.sql.context import SqlSchema
from mcp_server.scaffold.readers.sql.statements import (
    IDENTIFIER,
    Statement,
    bracketed,
    listed,
)
from mcp_server.scaffold.readers.sql.tables import NAME, read_item, shown
from mcp_server.scaffold.readers.tables.expressions import parse
from mcp_server.scaffold.readers.tables.schema import Column, Table

ALTER = re.compile(
    rf"ALTER\s+TABLE\s+(?:IF\s+EXISTS\s+)?(?:ONLY\s+)?(?P<name>{NAME})"
    r"\s*\*?\s*(?P<actions>.*)",
    re.IGNORECASE | re.DOTALL,
)
DROP = re.compile(
    r"DROP\s+TABLE\s+(?:IF\s+EXISTS\s+)?(?P<names>.*?)(?:\s+(?:CASCADE|RESTRICT))?",
    re.IGNORECASE | re.DOTALL,
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
ATTACH = re.compile(rf"ATTACH\s+PARTITION\s+({NAME})", re.IGNORECASE)
NO_SCHEMA = re.compile(
    r"OWNER|ENABLE|DISABLE|CLUSTER|REPLICA|SET|RESET|VALIDATE|AUTO_INCREMENT|ENGINE"
    r"|FORCE|RENAME\s+(CONSTRAINT|INDEX|KEY)",
    re.IGNORECASE,
)
RENAME_TABLE = re.compile(rf"RENAME\s+(?:TO|AS)\s+({NAME})", re.IGNORECASE)
RENAME_COLUMN = re.compile(
    rf"RENAME\s+(?:COLUMN\s+)?({IDENTIFIER})\s+TO\s+({IDENTIFIER})", re.IGNORECASE
)
DROP_COLUMN = re.compile(
    r"DROP\s+(?:COLUMN\s+)?(?:IF\s+EXISTS\s+)?"
    rf"(?!(?:CONSTRAINT|PRIMARY|FOREIGN|INDEX|KEY|CHECK)\s)({IDENTIFIER})"
    r"(?:\s+(?:CASCADE|RESTRICT))?",
    re.IGNORECASE,
)
DROP_CONSTRAINT = re.compile(
    rf"DROP\s+CONSTRAINT\s+(?:IF\s+EXISTS\s+)?({IDENTIFIER})(?:\s+\w+)?", re.IGNORECASE
)
TYPE = re.compile(
    r"(?:SET\s+DATA\s+)?TYPE\s+(?P<type>.*?)(?:\s+USING\s.*)?", re.IGNORECASE
)


def alter_table(sql: SqlSchema, statement: Statement) -> None:
    """Do what ALTER TABLE adds, renames and drops; the rest is listed."""
    found = ALTER.match(statement.text)
    table = sql.table(found["name"]) if found else None
    if found and table is None and NO_SCHEMA.match(found["actions"]):
        # A sequence or a view can be altered as a table is.
        sql.ignored["ALTER TABLE"] += 1
        return
    if not found or table is None:
        told = found["name"] if found else shown(statement.text)
        sql.schema.left_out.add(told, "ALTER TABLE of a table that is not here")
        return
    for action in listed(found["actions"], sql.dialect):
        _action(sql, table, action)


def drop_table(sql: SqlSchema, statement: Statement) -> None:
    """Forget tables that were created before."""
    found = DROP.fullmatch(statement.text)
    for name in listed(found["names"], sql.dialect) if found else []:
        if table := sql.table(name):
            sql.schema.tables.remove(table)
            sql.partitions.pop(table.name, None)
    sql.ignored["DROP"] += 1


def _action(sql: SqlSchema, table: Table, action: str) -> None:
    if found := MODIFY.match(action) or ADD.match(action):
        item = found["item"]
        # Several columns can be added in brackets.
        together = bracketed(item, sql.dialect) if item.startswith("(") else None
        for one in [part for part, _ in together.items] if together else [item]:
            read_item(sql, table, one)
    elif found := COLUMN_ACTION.match(action):
        _column_action(sql, table, found)
    elif (found := ATTACH.match(action)) and (part := sql.table(found[1])):
        sql.partitions[part.name] = table.name
    elif NO_SCHEMA.match(action):
        sql.ignored["ALTER TABLE"] += 1
    elif not _changed(sql, table, action):
        sql.schema.left_out.add(table.name, f"`{shown(action)}`")


def _changed(sql: SqlSchema, table: Table, action: str) -> bool:
    """Rename or drop something; false: it is none of what can be."""
    if found := RENAME_TABLE.fullmatch(action):
        sql.schema.rename(table, *sql.name(found[1]))
    elif (found := RENAME_COLUMN.fullmatch(action)) and (
        column := table.column(sql.name(found[1])[0])
    ):
        sql.schema.rename_column(table, column, *sql.name(found[2]))
    elif (found := DROP_COLUMN.fullmatch(action)) and (
        column := table.column(sql.name(found[1])[0])
    ):
        table.drop(column)
    elif found := DROP_CONSTRAINT.fullmatch(action):
        return table.drop_check(sql.name(found[1])[0])
    else:
        return False
    return True


def _column_action(sql: SqlSchema, table: Table, found: re.Match[str]) -> None:
    column = table.column(sql.name(found["name"])[0])
    action = " ".join(found["action"].split())
    if column is None:
        sql.schema.left_out.add(
            f"{table.name}.{found['name']}", f"`{shown(action)}` of no column"
        )
    elif action.upper().startswith("SET DEFAULT "):
        tree = parse(f"SELECT {found['action'].split(None, 2)[2]}", sql.dialect)
        set_default(column, tree.expressions[0], sql.dialect)
    elif action.upper().startswith(("SET STATISTICS", "SET STORAGE")):
        sql.ignored["ALTER TABLE"] += 1
    elif not _set(sql, table, column, action):
        sql.schema.left_out.add(f"{table.name}.{column.name}", f"`{shown(action)}`")


def _set(sql: SqlSchema, table: Table, column: Column, action: str) -> bool:
    """Change one property of a column; false: it is none of what can be."""
    upper = action.upper()
    if upper in {"SET NOT NULL", "DROP NOT NULL"}:
        column.nullable = upper == "DROP NOT NULL"
    elif upper.startswith("ADD GENERATED"):
        column.increments, column.nullable = True, False
    elif upper == "DROP DEFAULT":
        column.default, column.increments = None, False
    elif found := TYPE.fullmatch(action):
        column.type, column.values = found["type"], []
        sql.named_type(table, column)
    else:
        return False
    return True
