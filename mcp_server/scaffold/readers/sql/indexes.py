"""CREATE INDEX, and the columns of an index."""

import re

from mcp_server.scaffold.readers.sql.context import SqlSchema
from mcp_server.scaffold.readers.sql.statements import IDENTIFIER, Statement, bracketed

INDEX = re.compile(
    r"CREATE\s+(?P<kind>(?:\w+\s+){0,2}?)INDEX\s+(?:CONCURRENTLY\s+)?"
    rf"(?:IF\s+NOT\s+EXISTS\s+)?(?P<name>(?!ON\b){IDENTIFIER}"
    rf"(?:\.{IDENTIFIER})?\s+)?(?:USING\s+\w+\s+)?ON\s+(?:ONLY\s+)?"
    rf"(?P<table>{IDENTIFIER}(?:\.{IDENTIFIER})?)\s*(?:USING\s+(?P<method>\w+)\s*)?"
    r"(?P<rest>\(.*)",
    re.IGNORECASE | re.DOTALL,
)
PLAIN = re.compile(rf"({IDENTIFIER})(?:\s+ASC)?(?:\s+NULLS\s+LAST)?", re.IGNORECASE)
# A hash index finds what an ordinary one finds as well.
ORDINARY = {"BTREE", "HASH", ""}


def create_index(sql: SqlSchema, statement: Statement) -> None:
    """Add an index over plain columns; any other is listed."""
    told = " ".join(statement.text.split())
    found = INDEX.match(statement.text)
    table = sql.table(found["table"]) if found else None
    if not found:
        sql.schema.left_out.add("", f"`{told[:100]}`")
        return
    if table is None:
        name = (found["name"] or found["table"]).strip()
        sql.schema.left_out.add(name, "index of a table that is not here")
        return
    kinds = set(found["kind"].upper().split())
    columns = index_columns(sql, found["rest"])
    ordinary = (found["method"] or "").upper() in ORDINARY and kinds <= {"UNIQUE"}
    if columns is None or not ordinary:
        name = (found["name"] or "").strip()
        said = _beyond(found["rest"], found["method"] or "")
        index = f"index {name}".rstrip()
        sql.schema.left_out.add(table.name, f"{index}: {said}"[:160])
    else:
        (table.uniques if kinds else table.indexes).append(columns)


def _beyond(rest: str, method: str) -> str:
    shown = " ".join(rest.split())[:100]
    return f"`USING {method} {shown}`" if method else f"`{shown}`"


def index_columns(sql: SqlSchema, text: str) -> list[str] | None:
    """The plain columns of an index; None: it has expressions, or is partial."""
    found = bracketed(text, sql.dialect)
    if found is None or re.search(
        r"\b(WHERE|INCLUDE|NULLS)\b", found.after, re.IGNORECASE
    ):
        return None
    plain = [PLAIN.fullmatch(item) for item, _ in found.items]
    columns = [sql.name(one[1])[0] for one in plain if one]
    return columns if columns and len(columns) == len(plain) else None
