"""In which order tables and rows can be made, and what has to wait."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from graphlib import CycleError, TopologicalSorter

from mcp_server.scaffold.specification.entities import Entity
from mcp_server.scaffold.specification.relations import Relation


def ordered(entities: Sequence[Entity], relations: Sequence[Relation]) -> list[Entity]:
    """Sources of foreign keys first, otherwise in the order they were given.

    Relations that are made afterwards do not count.
    """
    # Lists, not sets: the order must not depend on how strings are hashed.
    before: dict[str, list[str]] = {entity.name: [] for entity in entities}
    for relation in relations:
        if not (relation.many_to_many or relation.afterwards):
            before[relation.target.name].append(relation.source.name)
    known = {entity.name: entity for entity in entities}
    return [known[name] for name in TopologicalSorter(before).static_order()]


def deferred(relations: Sequence[Relation]) -> list[Relation]:
    """The relations, marked where an optional one would close a circle."""
    waiting = _waiting(relations)
    return [
        one.model_copy(update={"deferred": number in waiting})
        for number, one in enumerate(relations)
    ]


def circle(relations: Sequence[Relation]) -> list[str]:
    """The names around a circle in which every relation is required, or none."""
    graph: TopologicalSorter[str] = TopologicalSorter()
    for relation in _foreign_keys(relations).values():
        if relation.required:
            graph.add(relation.target.name, relation.source.name)
    try:
        graph.prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def _waiting(relations: Sequence[Relation]) -> set[int]:
    """Positions of the optional relations that close a circle."""
    keys = _foreign_keys(relations)
    leads_to: dict[str, set[str]] = defaultdict(set)
    for one in keys.values():
        if one.required:
            leads_to[one.source.name].add(one.target.name)
    waiting = set()
    for number, one in keys.items():
        if one.required:
            continue
        if _reaches(leads_to, one.target.name, one.source.name):
            waiting.add(number)
        else:
            leads_to[one.source.name].add(one.target.name)
    return waiting


def _foreign_keys(relations: Sequence[Relation]) -> dict[int, Relation]:
    """Position and relation of every foreign key to another table."""
    return {
        number: one
        for number, one in enumerate(relations)
        if not (one.many_to_many or one.to_itself)
    }


def _reaches(leads_to: Mapping[str, set[str]], start: str, goal: str) -> bool:
    found, waiting = {start}, [start]
    while waiting:
        more = leads_to.get(waiting.pop(), set()) - found
        found |= more
        waiting += more
    return goal in found
