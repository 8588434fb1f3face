"""Fills the tables of a program with plausible rows, through its own models."""

import warnings
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from sqlalchemy import Engine, and_, delete, inspect
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.orm import Session, configure_mappers

from mcp_server.observe.absent_tables import make_up
from mcp_server.observe.exercise import rows as made
from mcp_server.observe.exercise import tables
from mcp_server.observe.exercise.sessions import in_session

MAX_REASON = 200


@dataclass
class Seeded:
    """What was added, and what is there now."""

    added: dict[str, int] = field(default_factory=dict)
    """Rows added, by name of the model (of the table, where there is no model)."""
    failed: dict[str, str] = field(default_factory=dict)
    """By name of the model: why no row could be added."""
    keys: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    """By name of table: primary, unique and foreign keys of its rows, by column."""
    before: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    """The same, of the rows that were there before."""


def seed(
    engine: Engine | AsyncEngine,
    rows: int,
    without: frozenset[str] = frozenset(),
    document: dict[str, Any] | None = None,
) -> Seeded:
    """Add `rows` rows to every table without parents, twice as many to its children.

    Required fields get plausible values, foreign keys point to the rows there are in
    turn, self-references and optional fields stay empty. Called again it adds as many
    once more, except to the tables named in `without`. Nothing of it is recorded.
    The schemas of an OpenAPI document tell more of the values.
    """
    work = partial(_seed, rows=rows, without=without, document=document)
    return in_session(engine, work)


def take_back(
    engine: Engine | AsyncEngine, seeded: Seeded, names: frozenset[str]
) -> frozenset[str]:
    """Delete the added rows of these tables and of their children; names of both."""
    return in_session(engine, partial(_take_back, seeded=seeded, names=names))


def _take_back(
    session: Session, seeded: Seeded, names: frozenset[str]
) -> frozenset[str]:
    order, gone = tables.in_order(tables.mappers()), set(names)
    for filled in order:
        if any(str(parent.name) in gone for parent in tables.parents(filled.table)):
            gone.add(_name(filled))
    for filled in reversed(order):
        if _name(filled) in gone:
            _delete(session, filled, seeded)
    session.commit()
    return frozenset(gone)


def _delete(session: Session, filled: tables.Filled, seeded: Seeded) -> None:
    key = list(filled.table.primary_key)
    kept = seeded.before.get(_name(filled), [])
    for row in seeded.keys.get(_name(filled), []):
        if key and row not in kept:
            here = and_(*(column == row[column.name] for column in key))
            session.execute(delete(filled.table).where(here))
    seeded.keys[_name(filled)] = kept
    seeded.added.pop(filled.name, None)


def create_tables(engine: Engine | AsyncEngine) -> list[str]:
    """Create the tables of the program that are missing; their names."""
    return in_session(engine, _create_tables)


def _create_tables(session: Session) -> list[str]:
    found = tables.in_order(tables.mappers())
    there = _existing(session)
    missing = [one for one in found if _name(one) not in there]
    for metadata in dict.fromkeys(one.table.metadata for one in missing):
        make_up(metadata)
        metadata.create_all(session.connection())
    session.commit()
    return sorted({one.table.name for one in missing})


def _existing(session: Session) -> set[str]:
    return set(inspect(session.connection()).get_table_names())


def _name(filled: tables.Filled) -> str:
    return str(filled.table.name)


def _seed(
    session: Session,
    rows: int,
    without: frozenset[str],
    document: dict[str, Any] | None,
) -> Seeded:
    seeded = Seeded()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # ours are no findings
        configure_mappers()
        order = tables.in_order(tables.mappers(), document)
        there, pool = _existing(session), made.Pool(session)
        for filled in order:
            if _name(filled) in there:
                seeded.before[_name(filled)] = pool.rows(filled.table)
        for filled in order:
            if _name(filled) in without:
                continue
            if _name(filled) in there:
                _fill(session, filled, rows, pool, seeded)
            else:
                seeded.failed[filled.name] = "its table does not exist"
        for filled in order:
            if _name(filled) in there:
                seeded.keys[_name(filled)] = pool.rows(filled.table)
    return seeded


def _fill(
    session: Session, filled: tables.Filled, rows: int, pool: made.Pool, seeded: Seeded
) -> None:
    try:
        added = made.add(session, filled, rows * filled.factor, pool)
    except Exception as error:  # noqa: BLE001 - models of the program do as they like
        session.rollback()
        pool.forget(filled.table)
        reason = str(error).partition("\n")[0][:MAX_REASON]
        seeded.failed[filled.name] = f"{type(error).__name__}: {reason}"
    else:
        seeded.added[filled.name] = added
