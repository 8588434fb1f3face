"""Whether the checks of an entity can be generated; one sentence if not."""

from collections.abc import Iterator

from mcp_server.scaffold.constraints import conditions, satisfying
from mcp_server.scaffold.constraints.expressions import ConditionError
from mcp_server.scaffold.constraints.tablearguments import check_name
from mcp_server.scaffold.specification import names
from mcp_server.scaffold.specification.defaults import is_computed
from mcp_server.scaffold.specification.entities import Check, Entity

# Of an identifier of PostgreSQL.
LONGEST_NAME = 63


def objections(entity: Entity) -> Iterator[str]:
    """What is wrong with the checks of an entity, without the place.

    The fields must be sound already.
    """
    taken = {field.name for field in entity.fields if field.type == "enum"}
    for check in entity.checks:
        if not names.is_identifier(check.name) or check.name in taken:
            yield (
                f"`{check.name}` is no free name of a check; send snake_case that "
                "neither another check nor an enum field has"
            )
        elif len(check_name(entity, check.name)) > LONGEST_NAME:
            yield (
                f"`{check.name}` and the table have more than {LONGEST_NAME} "
                "characters together; send a shorter name"
            )
        taken.add(check.name)
        yield from (
            f"check `{check.name}`: {said}" for said in _condition(entity, check)
        )
    if entity.checks and not satisfying.can_be_satisfied(entity):
        yield (
            "no row was found that satisfies every check; the tests need one, so send "
            "simpler conditions, or put this one into the program"
        )


def _condition(entity: Entity, check: Check) -> Iterator[str]:
    fields = {field.name: field for field in entity.fields}
    try:
        conditions.read_condition(check.condition, fields)
    except ConditionError as error:
        yield str(error)
        return
    used = conditions.names_in(check.condition, fields)
    if not used:
        yield "it looks at no field; send a condition over the row"
    for name in used:
        if fields[name].read_only and is_computed(fields[name]):
            yield f"`{name}` is computed and read-only; send a condition without it"
