"""Query parameters by which a list is narrowed."""

from collections.abc import Iterator
from typing import Literal

from mcp_server.results import Value
from mcp_server.scaffold.plan import columns
from mcp_server.scaffold.plan.resources import Resource
from mcp_server.scaffold.specification.entities import Entity, Field
from mcp_server.scaffold.specification.keypart import KeyPart

# What every list has, and an order besides.
TAKEN = {"limit", "offset", "cursor", "sort"}
NUMBERS = {"int", "bigint", "float", "decimal"}
MOMENTS = {"date", "datetime"}
# Equal only by chance: for these a range is what one looks for.
NEVER_EQUAL = {"float", "datetime"}
TYPES = {"int": "Int32", "bigint": "Int64"}


class Filter(Value):
    """A query parameter of a list endpoint."""

    kind: Literal["parent", "link", "equal", "least", "most"]
    attribute: str
    """The field or the relationship it looks at."""
    parameter: str
    type: str
    limits: tuple[str, ...] = ()
    """Arguments of Field() that check a value."""
    condition: str
    """What must be true of a row."""

    @property
    def line(self) -> str:
        """Its line in the model of the query."""
        default = f"Field(default=None, {', '.join(self.limits)})"
        return (
            f"{self.parameter}: {self.type} | None = "
            f"{default if self.limits else 'None'}"
        )


def filters(resource: Resource) -> list[Filter]:
    """The parameters of a resource's list; the first of two with one name stays."""
    found: dict[str, Filter] = {}
    for one in _all(resource):
        found.setdefault(one.parameter, one)
    return list(found.values())


def is_looked_up(entity: Entity, field: Field) -> bool:
    """Whether an index helps to find or sort rows by a field that responses show."""
    if field.secret or entity.natural == [field.name]:
        return False
    first = [index.fields[0] for index in entity.indexes] + entity.natural[:1]
    return field.index or field.unique or field.name in first


def value_type(entity: Entity, field: Field) -> tuple[str, tuple[str, ...]]:
    """The type of a value that is compared with a field, and its limits."""
    annotation = columns.annotation_of(entity, field)
    limits = columns.limits(field) if field.type in ("decimal", "str") else []
    return TYPES.get(field.type, annotation), tuple(limits)


def _all(resource: Resource) -> Iterator[Filter]:
    entity = resource.entity
    for relation in resource.parents:
        yield _compared(
            entity, relation.column, "parent", relation.source_key[0].parameter, ()
        ).model_copy(update={"attribute": relation.reverse})
    for attribute, other, key in _links(resource):
        yield _by_link(resource, attribute, other, key)
    looked_up = [one for one in entity.fields if is_looked_up(entity, one)]
    enums = [one for one in entity.fields if one.type == "enum" and not one.secret]
    for field in looked_up + [one for one in enums if one not in looked_up]:
        if field.type not in NEVER_EQUAL:
            yield _compared(entity, field.name, "equal", *value_type(entity, field))
    for field in looked_up:
        yield from _range(entity, field)
    if "timestamps" in entity.mixins:
        for name in ("created_at", "updated_at"):
            yield from _ends(entity, name, "UtcDatetime", (), MOMENT_ENDS)


NUMBER_ENDS, MOMENT_ENDS = ("min", "max"), ("from", "to")


def _range(entity: Entity, field: Field) -> Iterator[Filter]:
    if field.type in NUMBERS | MOMENTS:
        ends = NUMBER_ENDS if field.type in NUMBERS else MOMENT_ENDS
        yield from _ends(entity, field.name, *value_type(entity, field), ends)


def _ends(
    entity: Entity,
    name: str,
    kind: str,
    limits: tuple[str, ...],
    ends: tuple[str, str],
) -> Iterator[Filter]:
    for side, operator, end in (("least", ">=", ends[0]), ("most", "<=", ends[1])):
        parameter = f"{name}_{end}"
        yield Filter(
            kind=side,
            attribute=name,
            parameter=parameter,
            type=kind,
            limits=limits,
            condition=f"col({entity.name}.{name}) {operator} query.{parameter}",
        )


def _compared(
    entity: Entity,
    name: str,
    kind: Literal["parent", "equal"],
    annotation: str,
    limits: tuple[str, ...],
) -> Filter:
    parameter = f"{name}_is" if name in TAKEN else name
    return Filter(
        kind=kind,
        attribute=name,
        parameter=parameter,
        type=annotation,
        limits=limits,
        condition=f"col({entity.name}.{name}) == query.{parameter}",
    )


def _links(resource: Resource) -> Iterator[tuple[str, Entity, KeyPart]]:
    for link in resource.links:
        yield link.attribute, link.target, link.target_key[0]
    for link in resource.linked:
        yield link.reverse, link.source, link.source_key[0]


def _by_link(resource: Resource, attribute: str, other: Entity, key: KeyPart) -> Filter:
    name = f"{_singular(resource, attribute, other)}_id"
    related = f"related({resource.entity.name}.{attribute})"
    return Filter(
        kind="link",
        attribute=attribute,
        parameter=name,
        type=key.parameter,
        condition=f"{related}.any({key.attribute}=query.{name})",
    )


def _singular(resource: Resource, attribute: str, other: Entity) -> str:
    """`tag` for `tags`, unless the attribute has another name or `tag` is taken."""
    taken = {relation.reverse for relation in resource.parents + resource.linked}
    taken |= {relation.attribute for relation in resource.children + resource.links}
    free = attribute == other.plural_name and other.snake not in taken
    return other.snake if free else attribute
