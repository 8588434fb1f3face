"""The tables of a specification as a Mermaid erDiagram."""

from mcp_server.scaffold.entities import Entity
from mcp_server.scaffold.plan import Plan, Resource, plan
from mcp_server.scaffold.relations import Relation
from mcp_server.scaffold.spec import ProjectSpec

MANY_TO_MANY = "}o--o{"


def diagram(spec: ProjectSpec) -> str:
    """Entities, their columns and their relationships, without a final newline."""
    return draw(plan(spec))


def draw(worked_out: Plan) -> str:
    """The diagram of a specification that is worked out already."""
    lines = ["erDiagram"]
    for resource in worked_out.resources:
        lines += _connections(resource)
    for resource in worked_out.resources:
        lines += _table(resource)
    return "\n".join(lines)


def _connections(resource: Resource) -> list[str]:
    drawn = [(relation, _one_to_many(relation)) for relation in resource.children]
    drawn += [(relation, MANY_TO_MANY) for relation in resource.links]
    return [
        f"    {one.source.name} {line} {one.target.name} : {one.attribute}"
        for one, line in drawn
    ]


def _one_to_many(relation: Relation) -> str:
    return "||--o{" if relation.required else "|o--o{"


def _table(resource: Resource) -> list[str]:
    entity = resource.entity
    lines = [f"    {entity.name} {{", f"        {_key(entity)} id PK"]
    for field in entity.fields:
        unique = " UK" if field.unique else ""
        lines.append(f"        {field.type} {field.name}{unique}")
    references = [
        f"        {_key(relation.source)} {relation.column} FK"
        for relation in resource.parents
    ]
    return [*lines, *references, "    }"]


def _key(entity: Entity) -> str:
    return "uuid" if entity.key == "uuid" else "int"
