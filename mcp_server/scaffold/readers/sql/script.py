"""SQL DDL of PostgreSQL, SQLite and MySQL."""

import re
from collections import Counter

from mcp_server.errors import InvalidSpec
from mcp_server.scaffold.readers.sql.alter import alter_table, drop_table
from mcp_server.scaffold.readers.sql.context import Domain, SqlSchema, strings
from mcp_server.scaffold.readers.sql.indexes import create_index
from mcp_server.scaffold.readers.sql.statements import (
    Statement,
    bracketed,
    elements,
    statements,
)
from mcp_server.scaffold.readers.sql.tables import NAME, create_table
from mcp_server.scaffold.readers.tables.partitions import merge_partitions
from mcp_server.scaffold.readers.tables.schema import Schema

LONGEST = 5_000_000
MOST_TABLES = 300
# With what MySQL says of a view before it: ALGORITHM, DEFINER, SQL SECURITY.
MOST_WORDS = 12
# Where the half of a migration begins that takes everything back.
DOWN = re.compile(
    r"^--\s*(?:\+(?:goose|migrate)\s+Down|migrate:down|!Downs|@UNDO)\b",
    re.IGNORECASE | re.MULTILINE,
)
MYSQL = re.compile(
    r"^[^'\n]*`|\bENGINE\s*=|\bAUTO_INCREMENT\b|\bUNSIGNED\b|/\*!\d|\bENUM\s*\('"
    r"|\bUNIQUE\s+KEY\b|^\s*KEY\s|^\s*USE\s+\w+\s*;|^\s*DELIMITER\b",
    re.IGNORECASE | re.MULTILINE,
)
SQLITE = re.compile(
    r"\bAUTOINCREMENT\b|^\s*PRAGMA\b|\bWITHOUT\s+ROWID\b|\)\s*STRICT\s*;"
    r"|\bTABLE\s+(IF\s+NOT\s+EXISTS\s+)?\[|^\s*\[\w",
    re.IGNORECASE | re.MULTILINE,
)
POSTGRES = re.compile(
    r"\bSERIAL\b|::|\bJSONB\b|\bTIMESTAMPTZ\b|\bGENERATED\s+(ALWAYS|BY\s+DEFAULT)\s+AS"
    r"\s+IDENTITY|\bAS\s+ENUM\b|\bCHARACTER\s+VARYING\b|\bpublic\.",
    re.IGNORECASE,
)
ENUM = re.compile(
    rf"CREATE\s+TYPE\s+({NAME})\s+AS\s+ENUM\s*(\(.*)", re.IGNORECASE | re.DOTALL
)
ENUM_VALUE = re.compile(
    rf"ALTER\s+TYPE\s+(?P<name>{NAME})\s+(?:ADD\s+VALUE\s+(?:IF\s+NOT\s+EXISTS\s+)?"
    r"|RENAME\s+VALUE\s+'(?P<old>(?:[^']|'')*)'\s+TO\s+)(?P<value>'(?:[^']|'')*')"
    r"(?:\s+(?P<where>BEFORE|AFTER)\s+(?P<other>'(?:[^']|'')*'))?",
    re.IGNORECASE,
)
DOMAIN = re.compile(
    rf"CREATE\s+DOMAIN\s+({NAME})\s+(?:AS\s+)?(?P<type>.*?)\s*"
    r"(?P<rest>\b(?:CONSTRAINT|CHECK|NOT\s+NULL|NULL|DEFAULT|COLLATE)\b.*)?",
    re.IGNORECASE | re.DOTALL,
)
COMMENT = re.compile(
    r"COMMENT\s+ON\s+(TABLE|COLUMN)\s+(?P<place>.*?)\s+IS\s+(?P<text>.*)",
    re.IGNORECASE | re.DOTALL,
)
# Objects of a database that no specification has.
OBJECTS = {
    *("VIEW", "TRIGGER", "FUNCTION", "PROCEDURE", "EXTENSION", "AGGREGATE", "RULE"),
    *("POLICY", "EVENT", "CAST", "OPERATOR", "TYPE", "STATISTICS"),
}
QUIET = {"SEQUENCE", "SCHEMA", "DATABASE", "ROLE", "USER", "LANGUAGE", "PUBLICATION"}


def read_sql(text: str, dialect: str | None = None) -> Schema:
    """The tables of a script; statements that make none are counted.

    Args:
        text: statements, such as a dump of a schema.
        dialect: `postgres`, `sqlite` or `mysql`; None: told by the text.

    Raises:
        InvalidSpec: a statement about a table cannot be read; with its line.
    """
    if len(text) > LONGEST:
        raise InvalidSpec(
            f"The SQL has {len(text):,} characters, more than {LONGEST:,}; send the "
            "schema without its rows (`pg_dump --schema-only`)."
        )
    known = dialect or detected_dialect(text)
    schema = Schema(dialect=known)
    sql = SqlSchema(known, schema)
    if dialect is None:
        schema.assumed.add("", f"The SQL is taken for that of {known}.")
    if down := DOWN.search(text):
        text = text[: down.start()]
        schema.left_out.add("", f"Everything after `{down[0]}`")
    for statement in statements(text, known):
        _read(sql, statement)
    merge_partitions(schema, sql.partitions)
    if not schema.tables:
        raise InvalidSpec("There is no CREATE TABLE in the SQL; send at least one.")
    _count(schema, sql.ignored)
    return schema


def detected_dialect(text: str) -> str:
    """The dialect that a script is written in, as sqlglot calls it."""
    found = {
        "postgres": len(POSTGRES.findall(text[:500_000])),
        "sqlite": len(SQLITE.findall(text[:500_000])),
        "mysql": len(MYSQL.findall(text[:500_000])),
    }
    return max(found, key=lambda name: found[name])


def _read(sql: SqlSchema, statement: Statement) -> None:
    try:
        _dispatch(sql, statement)
    except InvalidSpec as error:
        if str(error).startswith("Line "):
            raise
        shown = " ".join(statement.text.split())[:60]
        raise InvalidSpec(
            f"Line {statement.line}: `{shown}` {error}; send it as the database would "
            "accept it."
        ) from None
    if len(sql.schema.tables) > MOST_TABLES:
        raise InvalidSpec(f"There are more than {MOST_TABLES} tables; send fewer.")


def _dispatch(sql: SqlSchema, statement: Statement) -> None:
    words = statement.words(MOST_WORDS)
    first = words[0] if words else "?"
    if first == "CREATE":
        _create(sql, statement, words[1:])
    elif words[:2] == ["ALTER", "TABLE"]:
        alter_table(sql, statement)
    elif words[:2] == ["DROP", "TABLE"]:
        drop_table(sql, statement)
    elif found := ENUM_VALUE.fullmatch(statement.text):
        _enum_value(sql, found)
    elif words[:2] == ["COMMENT", "ON"]:
        _comment(sql, statement)
    else:
        if first == "USE" and len(words) > 1:
            sql.used.add(words[1].lower())
        sql.ignored[first] += 1


def _create(sql: SqlSchema, statement: Statement, words: list[str]) -> None:
    kind = next(
        (one for one in words if one in {"TABLE", "INDEX"} | OBJECTS | QUIET), ""
    )
    if kind == "SCHEMA" and (inside := elements(statement, sql.dialect)):
        for one in inside:
            _read(sql, one)
    elif kind == "TABLE":
        create_table(sql, statement)
    elif kind == "INDEX":
        create_index(sql, statement)
    elif found := ENUM.match(statement.text):
        sql.enums[sql.name(found[1])[0].casefold()] = strings(found[2])
    elif words[:1] == ["DOMAIN"]:
        _domain(sql, statement)
    elif kind in OBJECTS:
        told = " ".join(statement.text.split())
        sql.schema.left_out.add(_object_name(told, kind), f"{kind.lower()}")
    else:
        sql.ignored[f"CREATE {kind or 'other'}"] += 1


def _object_name(text: str, kind: str) -> str:
    found = re.search(
        rf"\b{kind}\s+(?:IF\s+NOT\s+EXISTS\s+)?({NAME})", text[:300], re.IGNORECASE
    )
    return found[1] if found else text[:40]


def _domain(sql: SqlSchema, statement: Statement) -> None:
    found = DOMAIN.fullmatch(statement.text)
    if not found:
        raise InvalidSpec("is no domain")
    rest = found["rest"] or ""
    check = re.search(r"\bCHECK\s*(?=\()", rest, re.IGNORECASE)
    condition = bracketed(rest[check.end() :], sql.dialect) if check else None
    name = sql.name(found[1])[0].casefold()
    text = ", ".join(item for item, _ in condition.items) if condition else None
    nullable = not re.search(
        r"\bNOT\s+NULL\b", rest[: check.start() if check else None], re.IGNORECASE
    )
    default = re.match(r"DEFAULT\s+('(?:[^']|'')*'|[\w.()-]+)", rest, re.IGNORECASE)
    sql.domains[name] = Domain(
        found["type"], text, nullable, default[1] if default else None
    )


def _enum_value(sql: SqlSchema, found: re.Match[str]) -> None:
    """Add a value to an enumeration, or rename one; columns share the list."""
    values = sql.enums.setdefault(sql.name(found["name"])[0].casefold(), [])
    value, other = (strings(found[one] or "") for one in ("value", "other"))
    if found["old"]:
        values[:] = [value[0] if one == found["old"] else one for one in values]
    elif value[0] not in values:
        place = values.index(other[0]) if other and other[0] in values else len(values)
        after = bool(other) and found["where"].upper() == "AFTER"
        values.insert(place + after, value[0])


def _comment(sql: SqlSchema, statement: Statement) -> None:
    found = COMMENT.match(statement.text)
    if not found or not (text := "".join(strings(found["text"]))):
        sql.ignored["COMMENT"] += 1
        return
    place = found["place"]
    if found[1].upper() == "TABLE":
        if table := sql.table(place):
            table.comment = text
        return
    head, _, last = place.rpartition(".")
    table = sql.table(head)
    if table and (column := table.column(sql.name(last)[0])):
        column.comment = text


def _count(schema: Schema, ignored: Counter[str]) -> None:
    counts = [f"{count} {what}" for what, count in ignored.most_common(12)]
    if counts:
        schema.left_out.add(
            "", f"Statements that were passed over: {', '.join(counts)}"
        )
