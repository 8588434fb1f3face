"""Whether endpoints and mixins suit an entity; each objection is one sentence."""

from collections.abc import Iterator, Sequence

from mcp_server.scaffold.specification import mixins
from mcp_server.scaffold.specification.entities import Entity
from mcp_server.scaffold.specification.relations import Relation

# Test modules are named after the plural and what they test.
TESTED = ("_lists", "_mixins")


def objections(entity: Entity) -> Iterator[str]:
    """What is wrong with the endpoints and mixins of one entity."""
    if not entity.endpoints:
        yield "`endpoints` is empty; send at least one, or leave it out for all"
    for option, sent in (("endpoints", entity.endpoints), ("mixins", entity.mixins)):
        if len(set(sent)) < len(sent):
            yield f"`{option}` names something twice; send each once"
    if "version" in entity.mixins and "update" not in entity.endpoints:
        yield "`version` guards updates; send the endpoint `update`, or no `version`"
    if "soft-delete" in entity.mixins:
        yield from _soft_delete(entity)
    fields = {field.name for field in entity.fields}
    fields |= {field.column_name for field in entity.fields}
    for name in mixins.columns(entity):
        if name in fields:
            yield f"a mixin adds `{name}`; leave the field out, or the mixin"


def _soft_delete(entity: Entity) -> Iterator[str]:
    if "delete" not in entity.endpoints:
        yield (
            "`soft-delete` is what the endpoint `delete` does; send that endpoint, or "
            "no `soft-delete`"
        )
    if entity.natural:
        yield (
            "with `soft-delete` a hidden row would keep its natural key for ever; "
            "send a generated key such as `integer`, and a unique index"
        )


def among(entities: Sequence[Entity]) -> Iterator[str]:
    """What is wrong with the names of test modules."""
    plurals = {entity.plural_name for entity in entities}
    for plural in sorted(plurals):
        for ending in TESTED:
            if f"{plural}{ending}" in plurals:
                yield (
                    f"The tests of `{plural}` are in a module of the plural "
                    f"`{plural}{ending}`; send another `plural` for one of them."
                )


def hides(relation: Relation) -> Iterator[str]:
    """What is wrong with a relationship whose source is hidden, not deleted."""
    if relation.many_to_many or "soft-delete" not in relation.source.mixins:
        return
    if relation.on_delete == "cascade" and "soft-delete" not in relation.target.mixins:
        source, target = relation.source.name, relation.target.name
        yield (
            f"{source} is only hidden when it is deleted, so that its {target} rows "
            f"cannot be deleted with it; send the mixin `soft-delete` for {target} "
            "too, or on_delete=restrict"
        )


def hides_links(relation: Relation) -> Iterator[str]:
    """What is wrong with a link that has data, and an end that is hidden."""
    ends = {"": relation.source}
    if relation.on_delete == "cascade":
        ends["on_delete=restrict, or "] = relation.target
    for otherwise, end in ends.items():
        if "soft-delete" not in end.mixins:
            continue
        link = relation.link_class
        yield (
            f"{end.name} is only hidden when it is deleted, and a link with data "
            f"cannot be hidden along with it; send {otherwise}no `soft-delete` for "
            f"{end.name}, or {link} as an entity of its own with `soft-delete` and "
            "a one-to-many relationship from each end"
        )
