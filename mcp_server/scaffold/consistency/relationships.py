"""Whether relationships can be generated; one sentence if not."""

from collections.abc import Iterator, Mapping, Sequence

from mcp_server.scaffold.consistency import endpoints
from mcp_server.scaffold.specification import names, order
from mcp_server.scaffold.specification.entities import Entity, Relationship
from mcp_server.scaffold.specification.options import NAMED
from mcp_server.scaffold.specification.relations import Relation, resolve


def objections(
    relationships: Sequence[Relationship], known: Mapping[str, Entity]
) -> Iterator[str]:
    """What is wrong with relationships as they were sent."""
    for one in relationships:
        place = f"Relationship {one.source} to {one.target}"
        yield from (f"{place}: {said}." for said in _misplaced(one))
        yield from (f"{place}: {said}." for said in _link(one, known))


def resolved_objections(relation: Relation) -> Iterator[str]:
    """What is wrong with a relation once its defaults are known, without the place."""
    for option, name in (("name", relation.attribute), ("reverse", relation.reverse)):
        if names.is_taken(name):
            yield (
                f"`{name}` is reserved by Python or SQLModel; send another `{option}` "
                f"such as `{name.strip('_')}_row`"
            )
        elif not names.is_attribute(name):
            better = names.snake_case(name) or "author"
            yield f"`{name}` is no attribute name; send `{option}` as `{better}`"
    if relation.to_itself and relation.attribute == relation.reverse:
        yield (
            "both of its ends are the same entity and need two names; send `name` and "
            "`reverse`, such as `follows` and `followers`"
        )
    if relation.on_delete != "set-null":
        return
    if relation.many_to_many:
        yield "set-null does not exist for link rows; send cascade or restrict"
    elif relation.required:
        yield "set-null needs a column that may be NULL; send required=false with it"


def circle(relations: Sequence[Relation]) -> Iterator[str]:
    """The circle of foreign keys in which no row could be the first."""
    around = order.circle(relations)
    if around:
        yield (
            f"The foreign keys form a circle, {' to '.join(around)}, in which each is "
            "required, so no row could be the first; send required=false for one."
        )


def _misplaced(one: Relationship) -> Iterator[str]:
    many = one.kind == "many-to-many"
    yield from _named(one)
    if not many and (one.through or one.fields or one.mixins):
        yield (
            "only a many-to-many has a link; leave `through`, `fields` and `mixins` out"
        )
    elif one.mixins and not one.fields:
        yield "only a link with data has `mixins`; send `fields` too, or no `mixins`"
    elif one.fields and not one.through:
        yield "a link with `fields` needs a class; send `through`, such as `Enrolment`"
    if one.source == one.target and one.required and not many:
        yield (
            "an entity that must refer to itself could have no first row; send "
            "required=false"
        )


def _named(one: Relationship) -> Iterator[str]:
    """What is wrong with the names that the database has for it."""
    for option in ("column", "target_column", "table"):
        name = getattr(one, option)
        if name is None:
            continue
        if option != "column" and one.kind != "many-to-many":
            yield f"only a many-to-many has a link; leave `{option}` out"
        elif not names.is_column(name):
            kind = "table" if option == "table" else "column"
            yield f"`{option}` {name!r} is no name of a {kind}; send {NAMED}"


def _link(one: Relationship, known: Mapping[str, Entity]) -> Iterator[str]:
    if one.kind != "many-to-many" or one.through is None:
        return
    if not names.is_class(one.through):
        better = names.camel_case(one.through) or "Enrolment"
        yield f"`through` is no class name; send PascalCase such as `{better}`"
    elif one.through in names.TAKEN_CLASSES:
        yield f"`through` is taken by Python or SQLModel; send `{one.through}Record`"
    relation = resolve(one, known)
    if one.fields:
        yield from endpoints.hides_links(relation)
    columns = [relation.source_column, relation.target_column]
    taken = {*columns, *(column.removesuffix("_id") for column in columns)}
    for field in one.fields:
        if field.name in taken:
            yield (
                f"the link leads to both ends by `{field.name}`; send another name "
                "for that field"
            )
