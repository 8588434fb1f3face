"""Whether the indexes of an entity can be generated; one sentence if not."""

from collections.abc import Iterator, Sequence

from mcp_server.scaffold.constraints.tablearguments import database_names
from mcp_server.scaffold.constraints.uniqueness import distinct
from mcp_server.scaffold.specification.entities import Entity, Field, Index
from mcp_server.scaffold.specification.options import INDEXED_CHARACTERS, NEVER_INDEXED
from mcp_server.scaffold.specification.relations import Relation


def objections(entity: Entity, relations: Sequence[Relation]) -> Iterator[str]:
    """What is wrong with the indexes of an entity, without the place."""
    to_here = [one for one in relations if one.target == entity]
    parents = [one for one in to_here if not one.many_to_many]
    known = database_names(entity, parents)
    fields = {field.name: field for field in entity.fields}
    seen: list[list[str]] = [entity.natural]
    for number, index in enumerate(entity.indexes):
        unknown = [name for name in index.fields if name not in known]
        place = f"indexes[{number}]"
        if unknown:
            yield (
                f"{place}: there is no field or parent `{unknown[0][:40]}`; send some "
                f"of {', '.join(known)}"
            )
        elif index.fields in seen or len(set(index.fields)) < len(index.fields):
            yield f"{place}: it repeats a column, the key or another index; drop it"
        else:
            own = [fields[name] for name in index.fields if name in fields]
            yield from (f"{place}: {said}" for said in _suits(index, own))
            if not own and len(index.fields) == 1:
                to = next(one for one in parents if one.reverse == index.fields[0])
                yield f"{place}: {_of_a_parent(index, to)}"
        seen.append(index.fields)


def _of_a_parent(index: Index, relation: Relation) -> str:
    if index.unique and not relation.one_to_one:
        return (
            f"no two rows would have the same `{relation.reverse}`; drop it, and "
            "send its relationship as one-to-one"
        )
    return f"`{relation.reverse}` has an index already; drop it"


def _suits(index: Index, fields: list[Field]) -> Iterator[str]:
    for field in fields:
        if field.type in NEVER_INDEXED:
            yield f"a {field.type} cannot be in an index; leave `{field.name}` out"
            return
        if len(index.fields) == 1 and (field.index or field.unique):
            yield f"`{field.name}` is indexed by its own option; drop one of both"
            return
    if sum(field.longest or 0 for field in fields) > INDEXED_CHARACTERS:
        yield (
            f"the texts have at most {INDEXED_CHARACTERS} characters together, the "
            "most an index of PostgreSQL takes; send smaller `max_length`"
        )
    every_field = len(fields) == len(index.fields)
    if index.unique and every_field and distinct(fields) == 1:
        yield (
            "unique over nothing but enums and truth values allows hardly any row; "
            "send a field with more values, or a relationship, with it"
        )
