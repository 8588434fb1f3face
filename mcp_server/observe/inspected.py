"""Says as JSON what tables a database has; it only reads.

A program of its own, `python -m mcp_server.observe.inspected`: the address comes by
standard input, since arguments are shown to every user of the machine.
"""

import json
import sqlite3
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import (
    URL,
    Connection,
    Engine,
    Inspector,
    create_engine,
    inspect,
    make_url,
    text,
)
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.pool import NullPool
from sqlalchemy.types import NullType, TypeEngine

MOST_TABLES = 300
READ_ONLY = "-c default_transaction_read_only=on -c statement_timeout=20000"
CONNECT_SECONDS = 10
# What the inspector does not tell: kind and name of each object without a place.
OTHERS = {
    "sqlite": "SELECT 'trigger', name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT 'trigger', tgname FROM pg_trigger t JOIN pg_class c "
    "ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace "
    "WHERE NOT tgisinternal AND n.nspname = current_schema() "
    "UNION ALL SELECT 'exclusion constraint', conname FROM pg_constraint x "
    "JOIN pg_namespace n ON n.oid = x.connamespace "
    "WHERE contype = 'x' AND n.nspname = current_schema() "
    "UNION ALL SELECT 'partitioning', c.relname FROM pg_class c JOIN pg_namespace n "
    "ON n.oid = c.relnamespace WHERE relkind = 'p' AND NOT relispartition "
    "AND n.nspname = current_schema() ORDER BY 1, 2",
}

# Tables of a virtual table hold its rows in a way that only it understands.
VIRTUAL = (
    "SELECT name, type FROM pragma_table_list "
    "WHERE type IN ('virtual', 'shadow') AND schema = 'main' ORDER BY 1"
)
# The columns of an index that is in no plain order.
ORDERED = (
    "SELECT name FROM pragma_index_xinfo(:name) "
    "WHERE key AND (\"desc\" OR coll <> 'BINARY')"
)
TYPE = (
    "SELECT format_type(atttypid, atttypmod) FROM pg_attribute "
    "WHERE attrelid = quote_ident(:table)::regclass AND attname = :name"
)
# Each partition, and the table that it is a part of in the end. What inherits all of
# its columns is a partition as it was made before there were any.
PARTITIONS = (
    "SELECT c.relname, r.relname "
    "FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
    "JOIN pg_class r ON r.oid = pg_partition_root(c.oid) "
    "WHERE c.relispartition AND c.relkind IN ('r', 'p') "
    "AND n.nspname = current_schema() "
    "UNION ALL SELECT c.relname, r.relname FROM pg_inherits i "
    "JOIN pg_class c ON c.oid = i.inhrelid JOIN pg_class r ON r.oid = i.inhparent "
    "JOIN pg_namespace n ON n.oid = c.relnamespace "
    "WHERE NOT c.relispartition AND c.relkind = 'r' "
    "AND n.nspname = current_schema() AND NOT EXISTS (SELECT 1 FROM pg_attribute a "
    "WHERE a.attrelid = c.oid AND a.attnum > 0 AND a.attislocal "
    "AND NOT a.attisdropped) ORDER BY 1"
)


class Refused(Exception):
    """The address is none that can be read here."""


def main() -> None:
    """Read the address, write what is there or why it cannot be read."""
    try:
        told = describe(json.load(sys.stdin)["address"])
    except (Refused, SQLAlchemyError, ImportError) as error:
        told = {"error": _reason(error)}
    json.dump(told, sys.stdout)


def describe(address: str) -> dict[str, Any]:
    """The tables behind an address: the path of a SQLite file, or a URL."""
    engine = _engine(address)
    with warnings.catch_warnings():
        # About types that it does not know; they are told by their names.
        warnings.simplefilter("ignore")
        with engine.connect() as connection:
            return _database(connection)


def _reason(error: Exception) -> str:
    if isinstance(error, ImportError):
        return f"the driver {error.name} is not installed; install it"
    origin = getattr(error, "orig", None) or error
    lines = str(origin).splitlines() or [type(error).__name__]
    return lines[0].strip()[:200]


def _engine(address: str) -> Engine:
    if "://" not in address:
        return _sqlite(address)
    try:
        url = make_url(address)
    except ArgumentError:
        raise Refused("it is no URL of a database") from None
    kind = url.get_backend_name()
    if kind == "sqlite":
        return _sqlite(url.database or "")
    if kind != "postgresql":
        raise Refused(f"{kind} cannot be read; only SQLite and PostgreSQL can")
    return _postgresql(url)


def _sqlite(path: str) -> Engine:
    if not Path(path).is_file():
        raise Refused("there is no such file")
    found = quote(str(Path(path).absolute()))

    def connect() -> sqlite3.Connection:
        return sqlite3.connect(f"file:{found}?mode=ro", uri=True)

    return create_engine("sqlite://", creator=connect, poolclass=NullPool)


def _postgresql(url: URL) -> Engine:
    options = f"{url.query.get('options', '')} {READ_ONLY}".strip()
    return create_engine(
        url.set(drivername="postgresql+psycopg").difference_update_query(["options"]),
        poolclass=NullPool,
        connect_args={"options": options, "connect_timeout": CONNECT_SECONDS},
    )


def _database(connection: Connection) -> dict[str, Any]:
    found = inspect(connection)
    dialect = connection.dialect.name
    names = [name for name in found.get_table_names() if not _internal(name)]
    others = [tuple(row) for row in connection.execute(text(OTHERS[dialect]))]
    partitions = _partitions(connection)
    # The first partition tells what all of them have.
    first = {parent: part for part, parent in reversed(partitions.items())}
    others += [("partition", name) for name in partitions if name not in first.values()]
    virtual = _virtual(connection)
    others += [
        ("virtual table", name) for name in virtual if virtual[name] == "virtual"
    ]
    hidden = {*partitions, *virtual} - set(first.values())
    names = [name for name in names if name not in hidden]
    if len(names) > MOST_TABLES:
        raise Refused(f"it has {len(names)} tables, more than {MOST_TABLES}")
    return {
        "dialect": dialect,
        "tables": [_table(connection, found, name) for name in names],
        "partitions": {part: parent for parent, part in first.items()},
        "others": [*others, *_views(found, dialect)],
    }


def _virtual(connection: Connection) -> dict[str, str]:
    """Virtual tables of SQLite and their shadows, by name."""
    if connection.dialect.name != "sqlite" or sqlite3.sqlite_version_info < (3, 37):
        return {}
    return dict(connection.execute(text(VIRTUAL)).tuples().all())


def _partitions(connection: Connection) -> dict[str, str]:
    if connection.dialect.name != "postgresql":
        return {}
    return dict(connection.execute(text(PARTITIONS)).tuples().all())


def _internal(name: str) -> bool:
    return name.startswith("sqlite_") or name == "alembic_version"


def _views(found: Inspector, dialect: str) -> Iterator[tuple[str, str]]:
    yield from (("view", name) for name in found.get_view_names())
    if dialect == "postgresql":
        names = found.get_materialized_view_names()
        yield from (("materialized view", name) for name in names)


def _table(connection: Connection, found: Inspector, name: str) -> dict[str, Any]:
    uniques = found.get_unique_constraints(name)
    indexes = [
        one for one in found.get_indexes(name) if "duplicates_constraint" not in one
    ]
    return {
        "name": name,
        "comment": _comment(found, name),
        "columns": [
            _column(found, one) | _unknown(connection, name, one)
            for one in found.get_columns(name)
        ],
        "key": found.get_pk_constraint(name)["constrained_columns"],
        "uniques": [one["column_names"] for one in uniques],
        "indexes": [_index(one, _is_plain(connection, one)) for one in indexes],
        "foreign_keys": _foreign_keys(connection, found, name),
        "checks": [
            {"name": one["name"], "text": one["sqltext"]}
            for one in found.get_check_constraints(name)
        ],
    }


def _comment(found: Inspector, table: str) -> str:
    try:
        return found.get_table_comment(table)["text"] or ""
    except NotImplementedError:
        return ""


def _column(found: Inspector, column: Any) -> dict[str, Any]:
    kind = column["type"]
    # A domain of PostgreSQL: a type with a condition.
    base = getattr(kind, "data_type", None) or kind
    return {
        "name": column["name"],
        "type": _type(found, base),
        "nullable": bool(column["nullable"]),
        "default": column.get("default"),
        "increments": column.get("autoincrement") is True or "identity" in column,
        "computed": "computed" in column,
        "values": list(getattr(base, "enums", None) or []),
        "comment": column.get("comment") or "",
        "check": _domain_check(kind),
    }


def _type(found: Inspector, kind: TypeEngine[Any]) -> str:
    try:
        return str(kind.compile(found.dialect))
    except SQLAlchemyError:
        return str(getattr(kind, "__visit_name__", "unknown"))


def _unknown(connection: Connection, table: str, column: Any) -> dict[str, str]:
    """The type of a column of PostgreSQL that the inspector does not know."""
    if connection.dialect.name != "postgresql" or not isinstance(
        column["type"], NullType
    ):
        return {}
    values = {"table": table, "name": column["name"]}
    found = connection.execute(text(TYPE), values).scalar()
    return {"type": found} if found else {}


def _domain_check(kind: Any) -> str | None:
    check = getattr(kind, "check", None) if hasattr(kind, "data_type") else None
    return str(check) if check is not None else None


def _is_plain(connection: Connection, index: Any) -> bool:
    """Whether an index of SQLite has its columns in their usual order."""
    if connection.dialect.name != "sqlite":
        return True
    found = connection.execute(text(ORDERED), {"name": index["name"]})
    return not found.scalars().all()


def _index(index: Any, in_order: bool) -> dict[str, Any]:
    options = dict(index.get("dialect_options") or {})
    using = options.get("postgresql_using", "btree")
    sorted_otherwise = any(
        "desc" in how for how in index.get("column_sorting", {}).values()
    )
    partial = any(name.endswith("_where") for name in options)
    covering = bool(index.get("include_columns") or options.get("postgresql_include"))
    expressions = index.get("expressions") or index["column_names"]
    plain = in_order and None not in index["column_names"]
    plain = plain and using in {"btree", "hash"}
    told = [f"({', '.join(map(str, expressions))})"]
    told += [f"USING {using}"] if using != "btree" else []
    told += [f"WHERE {options[name]}" for name in options if name.endswith("_where")]
    return {
        "name": index["name"],
        "columns": [name for name in index["column_names"] if name],
        "unique": bool(index["unique"]),
        "plain": plain and not (partial or covering or sorted_otherwise),
        "told": " ".join(told),
    }


def _foreign_keys(
    connection: Connection, found: Inspector, table: str
) -> list[dict[str, Any]]:
    keys = [_foreign_key(one) for one in found.get_foreign_keys(table)]
    if connection.dialect.name != "sqlite":
        return keys
    # The inspector reads rules from the text of the table, and misses some.
    rows = connection.execute(
        text("SELECT * FROM pragma_foreign_key_list(:name)"), {"name": table}
    )
    rules = {row["from"]: row for row in rows.mappings()}
    for key in keys:
        row = rules[key["columns"][0]]
        key |= {"on_delete": row["on_delete"], "on_update": row["on_update"]}
    return keys


def _foreign_key(key: Any) -> dict[str, Any]:
    options = dict(key.get("options") or {})
    rules = {"on_delete": options.pop("ondelete", None)}
    rules["on_update"] = options.pop("onupdate", None)
    return {
        "columns": key["constrained_columns"],
        "table": key["referred_table"],
        "targets": key["referred_columns"],
        "options": [f"{name} {value}".upper() for name, value in options.items()],
        **rules,
    }


if __name__ == "__main__":
    main()
