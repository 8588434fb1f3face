"""Partitions are no tables of their own: what they say belongs to the whole."""

from collections.abc import Mapping

from mcp_server.scaffold.readers.tables.schema import Schema, Table


def merge_partitions(schema: Schema, parents: Mapping[str, str]) -> None:
    """Take partitions for parts of their tables.

    Args:
        schema: with a table for each partition; changed in place.
        parents: the table of each partition.
    """
    seen: set[str] = set()
    for name, parent in parents.items():
        part, whole = schema.table(name), schema.table(_root(parents, parent))
        if not part or not whole or part is whole:
            continue
        if whole.name not in seen:
            _adopt(whole, part)
        seen.add(whole.name)
        schema.tables.remove(part)
        schema.left_out.add(part.name, f"is a partition of {whole.name}")


def _root(parents: Mapping[str, str], name: str) -> str:
    """The table that a partition of a partition belongs to in the end."""
    seen = {name}
    while (above := parents.get(name)) and above not in seen:
        seen.add(above)
        name = above
    return name


def _adopt(whole: Table, part: Table) -> None:
    """Foreign keys and indexes are often said of the partitions only."""
    known = [key.columns for key in whole.foreign_keys]
    whole.foreign_keys += [key for key in part.foreign_keys if key.columns not in known]
    whole.uniques += [
        one for one in part.uniques if one not in whole.uniques and one != whole.key
    ]
    whole.indexes += [one for one in part.indexes if one not in whole.indexes]
