"""Makes the rows of one table: values, parents, and keys that are still free."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Column, Table, insert, select
from sqlalchemy.orm import Session

from mcp_server.observe.exercise import columns, tables

MOST_KNOWN = 500
"""Rows of a table whose keys are looked at."""
SPREAD = 8
Row = dict[str, Any]


class Pool:
    """The keys of the rows that are in the database."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._rows: dict[Table, list[Row]] = {}

    def rows(self, table: Table) -> list[Row]:
        """Keys by name of column, in the order of the primary key."""
        if table not in self._rows:
            wanted = key_columns(table)
            query = select(*wanted).order_by(*table.primary_key).limit(MOST_KNOWN)
            names = [column.name for column in wanted]
            self._rows[table] = [
                dict(zip(names, row, strict=True))
                for row in self._session.connection().execute(query)
            ]
        return self._rows[table]

    def forget(self, table: Table) -> None:
        """Rows were added."""
        self._rows.pop(table, None)


def key_columns(table: Table) -> list[Column[Any]]:
    """The columns by which rows are told apart, pointed to, or point to others."""
    names = {name for one in tables.unique_sets(table) for name in one}
    referred = {
        element.column
        for other in table.metadata.tables.values()
        for constraint in tables.constraints(other)
        if tables.target(constraint) is table
        for element in constraint.elements
    }
    found = [
        column
        for column in table.columns
        if column.name in names or column in referred or column.foreign_keys
    ]
    return found or list(table.columns)[:1]


def add(session: Session, filled: tables.Filled, count: int, pool: Pool) -> int:
    """Add and commit so many rows, or as many as unique keys allow.

    Raises:
        Exception: the database or the model refused a row, or a parent is missing.
    """
    made = list(_made(filled, count, pool))
    if filled.mapper is None:
        if made:
            session.execute(insert(filled.table), made)
    else:
        model = filled.mapper.class_
        names = {c.name: columns.key(filled.mapper, c) for c in _columns(filled)}
        session.add_all(
            [model(**{names[key]: one[key] for key in one}) for one in made]
        )
    session.commit()
    for table in _all_tables(filled):
        pool.forget(table)
    return len(made)


def _all_tables(filled: tables.Filled) -> list[Table]:
    mapped = filled.mapper.tables if filled.mapper is not None else []
    return [filled.table, *(one for one in mapped if isinstance(one, Table))]


def _columns(filled: tables.Filled) -> list[Column[Any]]:
    """The columns to fill; those that a base class shares are filled by it once."""
    if filled.mapper is None:
        return list(filled.table.columns)
    found = [attribute.columns[0] for attribute in filled.mapper.column_attrs]
    return [column for column in found if isinstance(column, Column)]


def _made(filled: tables.Filled, count: int, pool: Pool) -> Iterator[Row]:
    taken = pool.rows(filled.table)
    unique = tables.unique_sets(filled.table)
    used = {one: {_of(row, one) for row in taken} for one in unique}
    for i in range(len(taken), len(taken) + count):
        for shift in range(SPREAD * SPREAD):
            row = _row(filled, i, shift, pool)
            if all(_is_free(row, one, used[one]) for one in unique):
                break
        else:
            return
        for one in unique:
            used[one].add(_of(row, one))
        yield row


def _of(row: Row, names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(repr(row.get(name)) for name in names)


def _is_free(row: Row, names: tuple[str, ...], used: set[tuple[str, ...]]) -> bool:
    """Null differs from everything; what the database supplies does so, too."""
    return any(row.get(n) is None for n in names) or _of(row, names) not in used


def _row(filled: tables.Filled, i: int, shift: int, pool: Pool) -> Row:
    row = _foreign_keys(filled, i, shift, pool)
    number = i + 1 + shift * 1_000
    for column in _columns(filled):
        if column.name in row:
            continue
        hint = filled.hints.get(column.name)
        if columns.is_random_key(column) or columns.is_required(
            filled.mapper, column, hint
        ):
            row[column.name] = columns.value(filled.mapper, column, number, hint)
    return row


def _foreign_keys(filled: tables.Filled, i: int, shift: int, pool: Pool) -> Row:
    """Round robin over the parents, in other combinations where one is taken."""
    row: Row = {}
    along, across = divmod(shift, SPREAD)
    own = set(_columns(filled))
    for k, constraint in enumerate(tables.constraints(filled.table)):
        if not own.issuperset(constraint.columns) or _is_inherited(filled, constraint):
            continue
        found = pool.rows(tables.target(constraint))
        if found:
            parent = found[(i + along + across * k) % len(found)]
            for element in constraint.elements:
                row[element.parent.name] = parent[element.column.name]
        elif not all(column.nullable for column in constraint.columns):
            name = tables.target(constraint).name
            raise LookupError(f"there is no row in {name} to point to")
    return row


def _is_inherited(filled: tables.Filled, constraint: Any) -> bool:
    """The key of a joined table, which the ORM copies from its base."""
    base = filled.mapper.inherits if filled.mapper is not None else None
    return base is not None and base.local_table is tables.target(constraint)
