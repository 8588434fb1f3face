"""How templates write the paths of a link that carries data."""

from typing import Any

from mcp_server.results import Value
from mcp_server.scaffold.plan.resources import Resource
from mcp_server.scaffold.specification.entities import Entity
from mcp_server.scaffold.specification.relations import Relation
from mcp_server.scaffold.wording.filters import dashed, path


class End(Value):
    """One of the two entities that a link connects."""

    entity: Entity
    attribute: str
    """Attribute of the link that leads to it."""
    column: str
    other_column: str
    parameter: str
    """Type of its key in a path."""
    path: str
    """Of the list of its links, with the key as a parameter."""


def of_a_link(resource: Resource, link: Relation) -> dict[str, Any]:
    """What the templates of a link may use besides those of every resource."""
    ends = [
        _end(resource, 0, link.attribute),
        _end(resource, 1, link.reverse),
    ]
    return {
        "ends": ends,
        "link": link,
        "link_path": f"{ends[0].path}/{{{ends[1].column}}}",
    }


def _end(resource: Resource, position: int, attribute: str) -> End:
    relation, key = resource.parents[position], resource.key[position]
    start = path(relation.source)
    return End(
        entity=relation.source,
        attribute=relation.reverse,
        column=key.attribute,
        other_column=resource.key[1 - position].attribute,
        parameter=key.parameter,
        path=f"{start}{{{key.attribute}}}/{dashed(attribute)}",
    )
