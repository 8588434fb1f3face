"""What a specification leaves open, and what was chosen."""

from collections.abc import Iterator, Sequence

from mcp_server.scaffold.plan.resources import Plan, plan
from mcp_server.scaffold.spec import ProjectSpec

MOST_PLACES = 10


def assumptions(spec: ProjectSpec) -> list[str]:
    """One sentence for each default that the author of a specification should know."""
    worked_out = plan(spec)
    return [
        "There is no authentication: every endpoint is open.",
        *_start(spec),
        *_lengths(spec),
        *_no_foreign_keys(spec),
        *_rules(spec, worked_out),
        *_lists(worked_out),
    ]


def _some(places: Sequence[str]) -> str:
    left = len(places) - MOST_PLACES
    more = f" and {left} more" if left > 0 else ""
    return ", ".join(places[:MOST_PLACES]) + more


def _start(spec: ProjectSpec) -> Iterator[str]:
    if not spec.options.migrations:
        yield "Tables are created at the start; there are no migrations."


def _lengths(spec: ProjectSpec) -> Iterator[str]:
    unbounded = [
        f"{entity.name}.{field.name}"
        for entity in spec.entities
        for field in entity.fields
        if field.type == "str" and field.max_length is None
    ]
    if unbounded:
        yield f"At most 255 characters: {_some(unbounded)} (send max_length)."


def _no_foreign_keys(spec: ProjectSpec) -> Iterator[str]:
    """Fields that are named like foreign keys, which only relationships make."""
    others = {entity.snake: entity.name for entity in spec.entities}
    for entity in spec.entities:
        for field in entity.fields:
            other = others.get(field.name.removesuffix("_id"))
            if other and field.name.endswith("_id"):
                place = f"{entity.name}.{field.name}"
                yield f"{place} is no foreign key: send a relationship from {other}."


def _rules(spec: ProjectSpec, worked_out: Plan) -> Iterator[str]:
    left_open = {
        (one.source, one.target) for one in spec.relationships if not one.on_delete
    }
    said = {
        "restrict": "A row cannot be deleted while it has",
        "set-null": "Deleting a row keeps its",
    }
    for on_delete, rule in said.items():
        lists = [
            f"{relation.source.name}.{relation.attribute}"
            for resource in worked_out.resources
            for relation in resource.children
            if (relation.source.name, relation.target.name) in left_open
            and relation.on_delete == on_delete
        ]
        if lists:
            yield f"{rule} {_some(lists)} (send on_delete)."
    for one in spec.relationships:
        if one.fields and not one.on_delete:
            yield (
                f"Deleting {one.target} deletes its {one.through} rows "
                "(send on_delete=restrict to refuse)."
            )


def _lists(worked_out: Plan) -> Iterator[str]:
    lists = [
        f"{resource.entity.name}.{relation.attribute}"
        for resource in worked_out.resources
        for relation in resource.embedded
        if not relation.one_to_one
    ]
    if lists:
        yield (
            f"Responses carry these lists whole: {_some(lists)} (send embed=false "
            "where they grow without bound)."
        )
