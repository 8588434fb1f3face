"""Which tables the program has mapped, and in which order they can be filled."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ForeignKeyConstraint, Table, UniqueConstraint, inspect
from sqlalchemy.orm import DeclarativeBase, DeclarativeBaseNoMeta, Mapper
from sqlmodel import SQLModel

from mcp_server.observe.exercise import hints

MOST_TABLES = 60
MOST_FACTOR = 4


@dataclass(frozen=True)
class Filled:
    """A table that can be filled, through its model if there is one."""

    table: Table
    mapper: Mapper[Any] | None
    hints: dict[str, dict[str, Any]]
    """By name of a column: what else is known of its values."""
    factor: int
    """A child table gets twice the rows of its parents, up to a limit."""

    @property
    def name(self) -> str:
        """What people call it."""
        return self.mapper.class_.__name__ if self.mapper else self.table.name


def mappers() -> list[Mapper[Any]]:
    """Every mapper of the program, in the order in which the classes were made."""
    found: dict[Mapper[Any], None] = {}
    for model in _classes():
        mapper = inspect(model, raiseerr=False)
        if isinstance(mapper, Mapper):
            found[mapper] = None
    for registry in dict.fromkeys(mapper.registry for mapper in found):
        found |= dict.fromkeys(sorted(registry.mappers, key=lambda one: str(one)))
    return list(found)[:MOST_TABLES]


def _classes() -> Iterator[type[Any]]:
    for base in (SQLModel, DeclarativeBase, DeclarativeBaseNoMeta):
        yield from _subclasses(base)
    main = vars(sys.modules["__main__"])  # models of declarative_base() are there
    yield from [one for one in list(main.values()) if isinstance(one, type)]


def _subclasses(base: type[Any]) -> Iterator[type[Any]]:
    for one in base.__subclasses__():
        yield one
        yield from _subclasses(one)


def in_order(
    mapped: list[Mapper[Any]], document: dict[str, Any] | None = None
) -> list[Filled]:
    """Parents before children; of a circle the table that needs least goes first."""
    waiting = _tables(mapped)
    done: dict[Table, int] = {}
    order: list[Filled] = []
    while waiting:
        one = _next(waiting, done)
        waiting.remove(one)
        depths = [done[parent] for parent in parents(one[0]) if parent in done]
        depth = 1 + max(depths, default=-1)
        done[one[0]] = max(depth, done.get(one[0], 0))
        model = one[1].class_.__name__ if one[1] is not None else ""
        known = hints.of(document, model) if document and model else {}
        order.append(Filled(one[0], one[1], known, min(2**depth, MOST_FACTOR)))
    return order


def _tables(mapped: list[Mapper[Any]]) -> list[tuple[Table, Mapper[Any] | None]]:
    """The tables of the models, then those that only link them."""
    found: list[tuple[Table, Mapper[Any] | None]] = [
        (mapper.local_table, mapper)
        for mapper in mapped
        if isinstance(mapper.local_table, Table) and not _is_abstract(mapper)
    ]
    known = {table for table, _ in found}
    for metadata in dict.fromkeys(table.metadata for table, _ in found):
        found += [
            (table, None)
            for table in metadata.tables.values()
            if table not in known and all(c.foreign_keys for c in table.columns)
        ]
    return found[:MOST_TABLES]


def _is_abstract(mapper: Mapper[Any]) -> bool:
    """The base of a hierarchy whose rows would belong to no class."""
    return mapper.polymorphic_on is not None and mapper.polymorphic_identity is None


def _next(
    waiting: list[tuple[Table, Mapper[Any] | None]], done: dict[Table, int]
) -> tuple[Table, Mapper[Any] | None]:
    open_tables = {table for table, _ in waiting}
    for needed in (parents, _required_parents):
        for one in waiting:
            if not (needed(one[0]) & open_tables - {one[0]}):
                return one
    return waiting[0]


def constraints(table: Table) -> list[ForeignKeyConstraint]:
    """The foreign keys to other tables, in the order of their columns."""
    order = {column.name: number for number, column in enumerate(table.columns)}
    found = [
        one
        for one in table.foreign_key_constraints
        if _target(one) not in (None, table)
    ]
    return sorted(found, key=lambda one: [order[c.name] for c in one.columns])


def _target(constraint: ForeignKeyConstraint) -> Table | None:
    """The table that is pointed to; None if the program has not defined it."""
    name = constraint.elements[0].target_fullname.rpartition(".")[0]
    return constraint.table.metadata.tables.get(name)


def target(constraint: ForeignKeyConstraint) -> Table:
    """The table that a constraint of `constraints` points to."""
    return constraint.elements[0].column.table


def parents(table: Table) -> set[Table]:
    """The other tables that it points to."""
    return {target(one) for one in constraints(table)}


def _required_parents(table: Table) -> set[Table]:
    return {
        target(one)
        for one in constraints(table)
        if not all(column.nullable for column in one.columns)
    }


def unique_sets(table: Table) -> list[tuple[str, ...]]:
    """The names of the columns that must differ together, in a fixed order."""
    found = {tuple(column.name for column in table.primary_key)}
    for constraint in table.constraints:
        if isinstance(constraint, UniqueConstraint):
            found.add(tuple(column.name for column in constraint.columns))
    for index in table.indexes:
        if index.unique and len(index.columns) == len(index.expressions):
            found.add(tuple(column.name for column in index.columns))
    return sorted(one for one in found if one)
