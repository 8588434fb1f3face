"""The tables of a specification as a Mermaid erDiagram."""

from mcp_server.scaffold.plan.resources import Plan, Resource, plan
from mcp_server.scaffold.spec import ProjectSpec
from mcp_server.scaffold.specification.keypart import KeyPart
from mcp_server.scaffold.specification.relations import Relation

# Of a key, by its type in paths.
TYPES = {
    "Key": "int",
    "BigKey": "bigint",
    "Int32": "int",
    "Int64": "bigint",
    "KeyText": "str",
    "UUID": "uuid",
    "dt.date": "date",
}
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
    end = "||" if relation.required else "|o"
    return f"{end}--{'o|' if relation.one_to_one else 'o{'}"


def _table(resource: Resource) -> list[str]:
    entity = resource.entity
    lines = [f"    {entity.name} {{"]
    if not entity.natural:
        lines.append(f"        {_type(resource.key[0])} id PK")
    for field in entity.fields:
        mark = " UK" if field.unique else ""
        mark = " PK" if field.name in entity.natural else mark
        lines.append(f"        {field.type} {field.name}{mark}")
    for relation in resource.parents:
        unique = "FK, UK" if relation.one_to_one else "FK"
        mark = "PK, FK" if relation.reverse in entity.natural else unique
        kind = _type(relation.source_key[0])
        lines.append(f"        {kind} {relation.column} {mark}")
    return [*lines, "    }"]


def _type(key: KeyPart) -> str:
    return TYPES[key.parameter]
