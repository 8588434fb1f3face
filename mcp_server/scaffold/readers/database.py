"""An existing database, described by a program in observe/ that only reads."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from mcp_server.errors import InvalidSpec
from mcp_server.scaffold.readers.tables.column_types import without_limit
from mcp_server.scaffold.readers.tables.partitions import merge_partitions
from mcp_server.scaffold.readers.tables.schema import (
    Check,
    Column,
    ForeignKey,
    Schema,
    Table,
)

SECONDS = 60
PROGRAM = "mcp_server.observe.inspected"
ROOT = Path(__file__).resolve().parents[3]
DIALECTS = {"postgresql": "postgres", "sqlite": "sqlite"}
WANTED = "send the path of a SQLite file or a URL such as `postgresql://user@host/name`"


def read_database(address: str) -> Schema:
    """The tables of a database.

    Args:
        address: the path of a SQLite file, or a URL of SQLite or PostgreSQL.

    Raises:
        InvalidSpec: it cannot be read; with the reason, without the address.
    """
    told = _described(address.strip())
    if reason := told.get("error"):
        raise InvalidSpec(f"The database cannot be read: {reason}; {WANTED}.")
    schema = Schema(dialect=DIALECTS[told["dialect"]])
    for one in told["tables"]:
        schema.tables.append(_table(schema, one))
    for kind, name in told["others"]:
        schema.left_out.add(name, kind)
    merge_partitions(schema, told["partitions"])
    if not schema.tables:
        raise InvalidSpec("The database has no tables; send one that has some.")
    return schema


def _described(address: str) -> dict[str, Any]:
    try:
        # -P: no module in the folder of the user's is taken for one of ours.
        done = subprocess.run(
            [sys.executable, "-P", "-m", PROGRAM],
            input=json.dumps({"address": address}),
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return {"error": f"it did not answer within {SECONDS} seconds"}
    if done.returncode:
        lines = done.stderr.strip().splitlines() or ["the reader ended early"]
        return {"error": lines[-1][:200]}
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def _table(schema: Schema, told: dict[str, Any]) -> Table:
    table = Table(told["name"], key=told["key"], comment=told["comment"])
    table.checks = [Check(one["text"], one["name"]) for one in told["checks"]]
    table.uniques = [list(columns) for columns in told["uniques"]]
    for one in told["columns"]:
        _column(schema, table, one)
    for one in told["indexes"]:
        if not one["plain"]:
            schema.left_out.add(table.name, f"index {one['name']}: {one['told'][:100]}")
        elif one["unique"]:
            table.uniques += (
                [one["columns"]] if one["columns"] not in table.uniques else []
            )
        else:
            table.indexes.append(one["columns"])
    for one in told["foreign_keys"]:
        rule = one.pop("on_delete") or "NO ACTION"
        table.foreign_keys.append(ForeignKey(**one, on_delete=rule))
    return table


def _column(schema: Schema, table: Table, told: dict[str, Any]) -> None:
    check = told.pop("check")
    column = Column(**told | {"type": without_limit(told["type"])})
    # A key is never NULL, whatever SQLite says of it.
    column.nullable = column.nullable and column.name not in table.key
    if column.increments or (column.default or "").startswith("nextval("):
        column.increments, column.default = True, None
    table.columns.append(column)
    if column.values:
        told_of = "enumerations of the database become text with a CHECK"
        schema.left_out.add(f"{table.name}.{column.name}", told_of)
    if check:
        name = f'"{column.name}"'
        text = re.sub(r"\bVALUE\b", lambda _: name, check, flags=re.IGNORECASE)
        table.checks.append(Check(text))
