"""What the generated tests of a resource try, as Python source."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from uuid import UUID

from mcp_server.results import Value
from mcp_server.scaffold import literals, samples
from mcp_server.scaffold.defaults import is_computed, read_default
from mcp_server.scaffold.entities import Field
from mcp_server.scaffold.plan import Resource
from mcp_server.scaffold.relations import Relation

UNKNOWN = {
    "integer": "2**31 - 1",
    "uuid": '"00000000-0000-4000-8000-000000000000"',
}


class Cases(Value):
    """Rows of the parametrized tests; each row is one expression."""

    valid: list[tuple[str, str]]
    """Field and the expression of a valid value."""
    counts: bool
    """Whether a valid value uses `number`."""
    invalid: list[str]
    not_null: list[str]
    needed: list[str]
    """Fields that cannot be left out."""
    defaults: list[str]
    unique: list[str]
    moments: list[str]
    documents: list[str]
    references: list[str]


def cases(resource: Resource) -> Cases:
    """What to try on a resource."""
    fields = resource.entity.fields
    required = [one.column for one in resource.parents if one.required]
    valid = [(field.name, samples.sample(field)) for field in fields]
    return Cases(
        valid=[(name, sample.source) for name, sample in valid],
        counts=any(sample.counts for _, sample in valid),
        invalid=[row for field in fields for row in _invalid(field)],
        not_null=_texts([one.name for one in fields if one.required] + required),
        needed=_texts([one.name for one in fields if _is_needed(one)] + required),
        defaults=[_default(field) for field in fields if _has_default(field)],
        unique=_texts(field.name for field in fields if field.unique),
        moments=_texts(field.name for field in fields if field.type == "datetime"),
        documents=_texts(field.name for field in fields if field.type == "json"),
        references=[_reference(relation) for relation in resource.parents],
    )


def _texts(values: Iterable[str]) -> list[str]:
    return [literals.text(value) for value in values]


def _is_needed(field: Field) -> bool:
    return field.required and field.default is None


def _has_default(field: Field) -> bool:
    return not _is_needed(field) and not is_computed(field)


def _invalid(field: Field) -> list[str]:
    name = literals.text(field.name)
    return [f"({name}, {value})" for value in samples.invalid(field)]


def _reference(relation: Relation) -> str:
    return f"({literals.text(relation.column)}, {UNKNOWN[str(relation.source.key)]})"


def _default(field: Field) -> str:
    """The name and the default as JSON has it in a response."""
    value = None if field.default is None else read_default(field)
    if isinstance(value, Decimal):
        value = f"{value:.{field.decimal_places}f}"
    elif isinstance(value, dt.datetime):
        value = value.isoformat().replace("+00:00", "Z")
    elif isinstance(value, dt.date | UUID):
        value = str(value)
    return f"({literals.text(field.name)}, {literals.literal(value)})"
