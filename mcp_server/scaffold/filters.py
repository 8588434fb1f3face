"""Query parameters by which a list is narrowed to what belongs together."""

from mcp_server.results import Value
from mcp_server.scaffold.entities import Entity
from mcp_server.scaffold.keypart import KeyPart
from mcp_server.scaffold.plan import Resource


class Filter(Value):
    """A query parameter of a list endpoint."""

    attribute: str
    """The relationship it looks at."""
    parameter: str
    type: str
    condition: str
    """The method call that narrows the statement."""


def filters(resource: Resource) -> list[Filter]:
    """The parameters of a resource's list: one for each relation to another row."""
    by_parent = [
        Filter(
            attribute=relation.reverse,
            parameter=relation.column,
            type=relation.source_key[0].parameter,
            condition=f"filter_by({relation.column}={relation.column})",
        )
        for relation in resource.parents
    ]
    links = [
        (link.attribute, link.target, link.target_key[0]) for link in resource.links
    ]
    links += [
        (link.reverse, link.source, link.source_key[0]) for link in resource.linked
    ]
    return by_parent + [_by_link(resource, *link) for link in links]


def _by_link(resource: Resource, attribute: str, other: Entity, key: KeyPart) -> Filter:
    name = f"{_singular(resource, attribute, other)}_id"
    related = f"related({resource.entity.name}.{attribute})"
    return Filter(
        attribute=attribute,
        parameter=name,
        type=key.parameter,
        condition=f"where({related}.any({key.attribute}={name}))",
    )


def _singular(resource: Resource, attribute: str, other: Entity) -> str:
    """`tag` for `tags`, unless the attribute has another name or `tag` is taken."""
    taken = {relation.reverse for relation in resource.parents + resource.linked}
    taken |= {relation.attribute for relation in resource.children + resource.links}
    free = attribute == other.plural_name and other.snake not in taken
    return other.snake if free else attribute
