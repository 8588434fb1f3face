"""Reads any notation into a specification."""

import json
import re
from collections.abc import Callable
from typing import Literal, get_args

from pydantic import Field

from mcp_server.errors import InvalidArgument, InvalidSpec, unknown
from mcp_server.results import Value
from mcp_server.scaffold.readers.extras import missing_extra
from mcp_server.scaffold.readers.tables.schema import Schema
from mcp_server.scaffold.readers.tables.translate import translate
from mcp_server.scaffold.readers.words.understanding import understood
from mcp_server.scaffold.spec import ProjectSpec, plain, read_spec

Notation = Literal[
    "json", "mermaid", "sql", "postgres", "sqlite", "mysql", "dbml", "database"
]
DIALECTS = {"sql": None, "postgres": "postgres", "sqlite": "sqlite", "mysql": "mysql"}
ADDRESS = re.compile(r"\s*(sqlite|postgres(ql)?|mysql|mariadb)(\+\w+)?:/")
# A path and nothing else; whether there is such a file is seen by who opens it.
SQLITE_FILE = re.compile(r"[^\n{}();]{1,300}\.(db3?|sqlite3?)\s*")
DATABASES = "A database is read on the command line only; send SQL, Mermaid or JSON."


class Reading(Value):
    """A specification, and how far it says what the source says."""

    spec: ProjectSpec
    assumed: list[str] = Field(default=[])
    """What the source does not say and was chosen."""
    left_out: list[str] = Field(default=[])
    """What the source says and no specification can."""


def read(
    source: str, notation: str | None = None, *, databases: bool = False
) -> Reading:
    """Read a specification from a text, or from a database.

    Args:
        source: JSON, a Mermaid erDiagram, SQL DDL or DBML; with `databases` also the
            path of a SQLite file or the URL of a database, which is only read.
        notation: one of `Notation`; None: told by the source.
        databases: whether databases may be opened: on the command line only.

    Raises:
        InvalidArgument: the notation is unknown, or needs a package.
        InvalidSpec: the source is nothing of the notation, or contradicts itself; one
            sentence with the line and what to send.
    """
    if notation is not None and notation not in get_args(Notation):
        raise InvalidArgument(unknown("notation", notation, get_args(Notation)))
    known = notation or detected(source)
    if known == "json":
        return specification(source)
    if known == "database" and not databases:
        raise InvalidArgument(DATABASES)
    schema = _schema(known, source)
    return reading(schema)


def specification(sent: object) -> Reading:
    """A specification as JSON text or as an object, in words that may be others'.

    Raises:
        InvalidSpec: it is no specification, or contradicts itself; see `read_spec`.
    """
    if isinstance(sent, ProjectSpec):
        return Reading(spec=sent)
    data, assumed = understood(plain(sent))
    return Reading(spec=read_spec(data), assumed=assumed)


def reading(schema: Schema) -> Reading:
    """The specification of tables that were read."""
    data = translate(schema)
    try:
        spec = read_spec(data)
    except InvalidSpec as error:
        raise InvalidSpec(f"What was read does not make a project: {error}") from None
    return Reading(
        spec=spec, assumed=schema.assumed.lines(), left_out=schema.left_out.lines()
    )


def detected(source: str) -> Notation:
    """The notation that a source is written in.

    Raises:
        InvalidSpec: it is none of them.
    """
    start = source.lstrip("\ufeff \t\r\n")
    if start.startswith(("{", "[")):
        return "json"
    if ADDRESS.match(source[:100]) or SQLITE_FILE.fullmatch(start[:400]):
        return "database"
    if re.search(r"^\s*(```mermaid|erDiagram\b)", source, re.MULTILINE):
        return "mermaid"
    if re.search(
        r"\b(CREATE|ALTER)\s+\w[\w\s]{0,60}?\bTABLE\b|\bCREATE\s+TABLE\b",
        source,
        re.IGNORECASE,
    ):
        return "sql"
    if re.search(r"^\s*(Table|Enum|Ref|Project)\b[^;]*?[{:]", source, re.MULTILINE):
        return "dbml"
    if _is_json(start):
        return "json"
    raise InvalidSpec(
        "This is none of the notations; send JSON with `entities`, a Mermaid "
        "`erDiagram`, SQL with `CREATE TABLE`, or DBML with `Table`."
    )


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _schema(notation: str, source: str) -> Schema:
    readers: dict[str, Callable[[str], Schema]] = {
        "mermaid": _mermaid,
        "dbml": _dbml,
        "database": _database,
    }
    return readers[notation](source) if notation in readers else _sql(source, notation)


def _mermaid(source: str) -> Schema:
    from mcp_server.scaffold.readers.mermaid import read_mermaid

    return read_mermaid(source)


def _dbml(source: str) -> Schema:
    try:
        from mcp_server.scaffold.readers.dbml import read_dbml
    except ImportError:
        raise missing_extra("DBML", "pydbml") from None

    return read_dbml(source)


def _sql(source: str, notation: str) -> Schema:
    try:
        from mcp_server.scaffold.readers.sql.script import read_sql
    except ImportError:
        raise missing_extra("SQL", "sqlglot") from None

    return read_sql(source, DIALECTS[notation])


def _database(source: str) -> Schema:
    from mcp_server.scaffold.readers.database import read_database

    return read_database(source)
