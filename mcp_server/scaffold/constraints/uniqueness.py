"""What no two rows may have in common, and how many rows the samples allow."""

from collections.abc import Iterable, Iterator

from mcp_server.scaffold.specification.entities import Entity, Field
from mcp_server.scaffold.values import samples


def room(entity: Entity) -> Iterator[int]:
    """How many different rows each rule of uniqueness leaves room for.

    A relationship always differs, since the tests make a new row for it.
    """
    fields = {field.name: field for field in entity.fields}
    for group in _groups(entity):
        if all(name in fields for name in group):
            yield distinct(fields[name] for name in group)


def _groups(entity: Entity) -> list[list[str]]:
    groups = [[field.name] for field in entity.fields if field.unique]
    groups += [entity.natural] if entity.natural else []
    return groups + [index.fields for index in entity.indexes if index.unique]


def varying(entity: Entity) -> set[str]:
    """The fields that must differ from row to row, alone or with others."""
    return {name for group in _groups(entity) for name in group}


def distinct(fields: Iterable[Field]) -> int:
    """How many rows in a row differ in at least one of the fields."""
    return max(_distinct(field) for field in fields)


def _distinct(field: Field) -> int:
    if field.read_only:
        # No request sends it: NULL is no duplicate, and a default stays the same.
        varies = field.default in (None, "now", "random")
        return samples.SPREAD if varies else 1
    return samples.sample(field).distinct
