"""Constraints and indexes over several columns, as arguments of a table."""

import re
from collections.abc import Mapping, Sequence

from mcp_server.scaffold.constraints.conditions import read_condition
from mcp_server.scaffold.python import literals
from mcp_server.scaffold.specification.entities import Check, Entity, Index
from mcp_server.scaffold.specification.relations import Relation


def database_names(entity: Entity, parents: Sequence[Relation]) -> dict[str, str]:
    """The column of each field, and of each relationship that leads to one row."""
    names = {field.name: field.column_name for field in entity.fields}
    keys = {one.reverse: one.database_column or one.column for one in parents}
    return keys | names


def table_arguments(entity: Entity, parents: Sequence[Relation]) -> list[str]:
    """The constraints and indexes, in the order of the specification."""
    columns = database_names(entity, parents)
    checks = [_check(entity, check) for check in entity.checks]
    return [*_indexes(entity, parents, columns), *checks]


def _indexes(
    entity: Entity, parents: Sequence[Relation], columns: Mapping[str, str]
) -> list[str]:
    if "soft-delete" not in entity.mixins:
        return [_index(index, columns) for index in entity.indexes]
    single = [field.name for field in entity.fields if field.unique]
    single += [one.reverse for one in parents if one.one_to_one]
    unique = [Index(fields=[name], unique=True) for name in single]
    return [_live_index(index, columns) for index in unique + entity.indexes]


def check_name(entity: Entity, name: str) -> str:
    """The name of a check in the database, after the naming convention."""
    return f"ck_{entity.table_name}_{name}"


def _check(entity: Entity, check: Check) -> str:
    fields = {field.name: field for field in entity.fields}
    # A colon before a word would begin a parameter.
    sql = read_condition(check.condition, fields).sql
    written = re.sub(r"(?<![:\w]):(?=\w)", r"\\:", sql)
    return f'CheckConstraint({literals.text(written)}, name="{check.name}")'


def _live_index(index: Index, columns: Mapping[str, str]) -> str:
    """An index that is unique among the rows that are not deleted."""
    if not index.unique:
        return _index(index, columns)
    names = ", ".join(literals.text(columns[name]) for name in index.fields)
    where = "sqlite_where=LIVE, postgresql_where=LIVE"
    return f"Index(None, {names}, unique=True, {where})"


def _index(index: Index, columns: Mapping[str, str]) -> str:
    names = ", ".join(literals.text(columns[name]) for name in index.fields)
    # The naming convention of the metadata gives the name.
    return f"UniqueConstraint({names})" if index.unique else f"Index(None, {names})"
