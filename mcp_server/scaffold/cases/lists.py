"""What the generated tests of a list try, as Python source."""

from collections.abc import Iterator

from mcp_server.results import Value
from mcp_server.scaffold.plan.filters import Filter, filters
from mcp_server.scaffold.plan.resources import Resource
from mcp_server.scaffold.plan.sorting import reading, sorted_by
from mcp_server.scaffold.python import literals
from mcp_server.scaffold.specification.entities import Field, Pagination

# As text in a response it has another order than as a value.
UNREADABLE = {"timedelta"}


class ListCases(Value):
    """Rows of the parametrized tests; each row is one expression."""

    sorted: list[str]
    """Column, and the call that reads its value."""
    equal: list[str]
    """Parameter and field, for fields whose values differ from row to row."""
    chosen: list[str]
    """Parameter, field and two values."""
    ranges: list[str]
    """Both parameters, field, and the call that reads its value."""


def list_cases(resource: Resource, pagination: Pagination) -> ListCases:
    """What to try on the list of a resource."""
    differing = _differing(resource)
    found = filters(resource)
    ordered = differing - _unreadable(resource)
    order = [one for one in sorted_by(resource, pagination) if one.name in ordered]
    equal = [one for one in found if one.kind == "equal"]
    return ListCases(
        sorted=[_row(_text(one.name), one.read) for one in order],
        equal=[
            _row(_text(one.parameter), _text(one.attribute))
            for one in equal
            if one.attribute in differing
        ],
        chosen=[row for one in equal for row in _chosen(resource, one)],
        ranges=list(_ranges(resource, found, differing)),
    )


def _differing(resource: Resource) -> set[str]:
    """The columns whose values differ in rows that are made one after the other."""
    fields = {one.name: one for one in resource.entity.fields}
    keys = {part.attribute for part in resource.key} - fields.keys()
    sampled = {name for name, one in fields.items() if _varies(resource, one)}
    moments = {"created_at", "updated_at"}
    mixed_in = "timestamps" in resource.entity.mixins
    return keys | sampled | (moments if mixed_in else set())


def _varies(resource: Resource, field: Field) -> bool:
    hidden = field.secret or field.read_only
    return not hidden and resource.samples[field.name].distinct > 1


def _unreadable(resource: Resource) -> set[str]:
    return {one.name for one in resource.entity.fields if one.type in UNREADABLE}


def _chosen(resource: Resource, one: Filter) -> Iterator[str]:
    """Fields of few values: two of them, if the rows may have any."""
    [field] = [field for field in resource.entity.fields if field.name == one.attribute]
    checked = any(field.name in check.condition for check in resource.entity.checks)
    if field.read_only or checked:
        return
    names = [_text(one.parameter), _text(one.attribute)]
    if field.type == "bool":
        yield _row(*names, "True", "False")
    elif field.type == "enum" and len(field.values) > 1:
        yield _row(*names, *map(_text, field.values[:2]))


def _ranges(
    resource: Resource, found: list[Filter], differing: set[str]
) -> Iterator[str]:
    least = {one.attribute: one.parameter for one in found if one.kind == "least"}
    most = {one.attribute: one.parameter for one in found if one.kind == "most"}
    types = {one.name: one.type for one in resource.entity.fields}
    for name, parameter in least.items():
        if name in most and name in differing:
            read = reading(types.get(name, "datetime"))
            yield _row(_text(parameter), _text(most[name]), _text(name), read)


def _row(*parts: str) -> str:
    return f"({', '.join(parts)})"


def _text(value: str) -> str:
    return literals.text(value)
