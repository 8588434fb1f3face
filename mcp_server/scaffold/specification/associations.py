"""Many-to-many relationships whose links carry data: each is an entity of its own.

The key of a link is both of its ends, which a path names: no request sends them.
"""

from collections.abc import Iterator, Mapping, Sequence

from mcp_server.scaffold.specification.entities import Entity, Relationship
from mcp_server.scaffold.specification.relations import Relation, resolve


def links_with_data(
    relationships: Sequence[Relationship], entities: Mapping[str, Entity]
) -> dict[str, Relation]:
    """The relations whose links carry data, by the name of the link's class."""
    return {
        one.through: resolve(one, entities)
        for one in relationships
        if one.through and one.fields
    }


def expand(
    entities: Sequence[Entity], relationships: Sequence[Relationship]
) -> tuple[list[Entity], list[Relationship]]:
    """Entities and relationships with an entity and two relationships for each link."""
    known = {entity.name: entity for entity in entities}
    every, connected = list(entities), list[Relationship]()
    for one in relationships:
        if one.through and one.fields:
            relation = resolve(one, known)
            every.append(_entity(one.through, one, relation))
            connected += _both_ends(one.through, relation)
        else:
            connected.append(one)
    return every, connected


def _entity(name: str, relationship: Relationship, relation: Relation) -> Entity:
    source, target = relation.source.name, relation.target.name
    return Entity(
        name=name,
        table=relationship.table,
        key=list(_ends(relation)),
        fields=relationship.fields,
        mixins=list(relationship.mixins),
        description=f"Which {source} has which {target}, and what is known about it.",
    )


def _ends(relation: Relation) -> tuple[str, str]:
    """Attributes of the link that lead to its source and to its target."""
    columns = relation.source_column, relation.target_column
    return columns[0].removesuffix("_id"), columns[1].removesuffix("_id")


def _both_ends(name: str, relation: Relation) -> Iterator[Relationship]:
    source, target = _ends(relation)
    yield Relationship(
        kind="one-to-many",
        source=relation.source.name,
        target=name,
        name=relation.attribute,
        reverse=source,
        column=relation.database_column,
        on_delete="cascade",
        embed=relation.embed,
    )
    yield Relationship(
        kind="one-to-many",
        source=relation.target.name,
        target=name,
        name=relation.reverse,
        reverse=target,
        column=relation.other_column,
        on_delete=relation.on_delete,
        embed=False,
    )
