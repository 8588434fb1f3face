"""What the generated tests of the tables compare with the database."""

from collections.abc import Iterator, Sequence

from mcp_server.scaffold.constraints.tablearguments import check_name, database_names
from mcp_server.scaffold.plan.resources import Resource
from mcp_server.scaffold.python import literals


def listed(resources: Sequence[Resource]) -> list[tuple[str, list[str]]]:
    """Names of constants, and their rows as source; without those that are empty."""
    found = {"TOGETHER": _together, "KEYS": _keys, "COMPUTED": _computed}
    found["CHECKS"] = _checks
    rows = {
        name: [row for one in resources for row in read(one)]
        for name, read in found.items()
    }
    return [(name, each) for name, each in rows.items() if each]


def _row(resource: Resource, *values: str) -> str:
    table = literals.text(resource.entity.table_name)
    return f"({', '.join([table, *values])})"


def _together(resource: Resource) -> Iterator[str]:
    columns = database_names(resource.entity, resource.parents)
    for index in resource.entity.indexes:
        names = literals.literal([columns[name] for name in index.fields])
        yield _row(resource, names, str(index.unique))


def _keys(resource: Resource) -> Iterator[str]:
    columns = [part.column for part in resource.key]
    if columns != ["id"]:
        yield _row(resource, literals.literal(columns))


def _computed(resource: Resource) -> Iterator[str]:
    for field in resource.entity.fields:
        if field.server_default:
            yield _row(resource, literals.text(field.column_name))


def _checks(resource: Resource) -> Iterator[str]:
    for check in resource.entity.checks:
        name = check_name(resource.entity, check.name)
        yield _row(resource, literals.text(name))
