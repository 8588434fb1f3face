"""Looks for what an application says it has stored."""

from functools import partial
from typing import Any

from sqlalchemy import Engine, Table, inspect, select
from sqlalchemy.orm import Session

from mcp_server.observe.exercise import tables
from mcp_server.observe.exercise.operations import singular
from mcp_server.observe.exercise.sessions import in_session


def is_stored(engine: Engine, resource: str, thing: dict[str, Any]) -> bool | None:
    """There is a row with the primary key of the answer; None if nobody can say.

    The table is the one that is named as the resource, if all of the answer's keys are
    columns of it.
    """
    table = next((one for one in _tables() if singular(one.name) == resource), None)
    if table is None or not set(thing) <= set(table.columns.keys()):
        return None
    key = [column.name for column in table.primary_key]
    if not key or not all(isinstance(thing.get(name), int | str) for name in key):
        return None
    try:
        return in_session(engine, partial(_is_there, table=table, thing=thing))
    except Exception:  # noqa: BLE001 - a key of a type that cannot be asked for as it is
        return None


def _tables() -> list[Table]:
    found = [mapper.local_table for mapper in tables.mappers()]
    return [one for one in found if isinstance(one, Table)]


def _is_there(session: Session, table: Table, thing: dict[str, Any]) -> bool | None:
    if table.name not in inspect(session.connection()).get_table_names():
        return None
    query = select(*table.primary_key)
    for column in table.primary_key:
        plain = column.type.python_type
        query = query.where(column == plain(thing[column.name]))
    return session.connection().execute(query).first() is not None
