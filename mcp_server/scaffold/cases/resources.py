"""What the generated tests of a resource try, as Python source."""

import datetime as dt
import itertools
from collections.abc import Iterable, Iterator

from mcp_server.results import Value
from mcp_server.scaffold.constraints import satisfying
from mcp_server.scaffold.plan.resources import Resource
from mcp_server.scaffold.python import literals
from mcp_server.scaffold.specification.defaults import is_computed, read_default
from mcp_server.scaffold.specification.entities import Field
from mcp_server.scaffold.specification.relations import Relation
from mcp_server.scaffold.values import candidates, samples
from mcp_server.scaffold.values.jsonvalues import in_json

# What the test of moments sends.
MOMENT = dt.datetime(2026, 1, 31, 10, tzinfo=dt.UTC)


class Cases(Value):
    """Rows of the parametrized tests; each row is one expression."""

    valid: list[tuple[str, str]]
    """Field and the expression of a valid value."""
    counts: bool
    """Whether a valid value uses `number`."""
    invalid: list[str]
    """Bodies of which every value is refused."""
    not_null: list[str]
    needed: list[str]
    """Fields that cannot be left out."""
    defaults: list[tuple[str, str]]
    """Field and the default that a response shows."""
    nulls: list[str]
    """Fields with a default that may be null, all of them in one row."""
    unique: list[str]
    moments: list[str]
    documents: list[str]
    references: list[str]
    secrets: list[str]
    """Fields that are sent, and never come back."""
    read_only: list[str]
    """Fields that come back, and are never sent."""
    key: list[str]
    """Columns of a natural key, which are sent once and never change."""
    together: list[str]
    """Groups of columns whose values together are unique."""
    overlapping: bool
    """Whether what is unique is part of a larger group: either may be reported."""
    violations: list[str]
    """Values that violate a check."""
    changes: bool
    """Whether a body made later differs in what an update can change."""


def cases(resource: Resource) -> Cases:
    """What to try on a resource."""
    entity = resource.entity
    fields = [field for field in entity.fields if not field.read_only]
    hidden = [field for field in entity.fields if field.read_only]
    required = [one.column for one in resource.references if one.required]
    chosen = [resource.samples[field.name] for field in fields]
    return Cases(
        valid=[(one.name, resource.samples[one.name].source) for one in fields],
        counts=any(sample.counts for sample in chosen),
        invalid=_invalid(fields),
        not_null=_texts([one.name for one in fields if one.required] + required),
        needed=_texts([one.name for one in fields if _is_needed(one)] + required),
        defaults=[_default(field) for field in _left_out(resource)],
        nulls=_texts(_nulls(resource)),
        unique=_texts(_unique(resource)),
        moments=_texts(_moments(resource)),
        documents=_texts(one.name for one in _shown(resource) if one.type == "json"),
        references=[_reference(relation) for relation in resource.references],
        secrets=_texts(one.name for one in fields if one.secret),
        read_only=_texts(one.name for one in hidden if not one.secret),
        key=_texts(part.attribute for part in resource.key if entity.natural),
        together=list(_together(resource)),
        overlapping=_overlap(resource),
        violations=list(_violations(resource)),
        changes=any(
            resource.samples[field.name].distinct > 1
            and field.name not in entity.natural
            for field in fields
        ),
    )


def _shown(resource: Resource) -> list[Field]:
    """What requests send and responses show."""
    fields = resource.entity.fields
    return [field for field in fields if not (field.read_only or field.secret)]


def _left_out(resource: Resource) -> Iterator[Field]:
    """What takes a default that the other samples allow."""
    entity, chosen = resource.entity, resource.samples
    for field in _shown(resource):
        if not _has_default(field):
            continue
        if satisfying.fits_when_left_out(entity, chosen, field):
            yield field


def _nulls(resource: Resource) -> Iterator[str]:
    """What can be null together with those before it."""
    chosen = dict(resource.samples)
    for field in _shown(resource):
        if field.required or field.default is None:
            continue
        if satisfying.fits_with_null(resource.entity, chosen, field.name):
            chosen[field.name] = candidates.NULL
            yield field.name


def _moments(resource: Resource) -> Iterator[str]:
    """The fields that can be the moment which the test of moments sends."""
    entity, chosen = resource.entity, resource.samples
    for field in _shown(resource):
        if field.type != "datetime":
            continue
        if satisfying.fits_with(entity, chosen, field.name, MOMENT):
            yield field.name


def _violations(resource: Resource) -> Iterator[str]:
    """For each check the values that violate it, as a dict."""
    found = satisfying.violations(resource.entity, resource.samples)
    for _name, values in found:
        pairs = [f"{literals.text(n)}: {one.source}" for n, one in values.items()]
        yield f"{{{', '.join(pairs)}}}"


def _together(resource: Resource) -> Iterator[str]:
    """The groups of what a request can send; others cannot be made to collide."""
    sent = {one.name: one.name for one in resource.entity.fields if not one.read_only}
    sent |= {relation.reverse: relation.column for relation in resource.parents}
    groups = _unique_groups(resource)
    for names in _keys_and_indexes(resource):
        # Rows that collide in fewer columns already are answered with those.
        first = not any(group < {*names} for group in groups)
        if first and all(name in sent for name in names):
            yield _group(sent[name] for name in names)
    for field in resource.entity.fields:
        # Others are compared with a response, which does not show these.
        if field.unique and field.secret and not field.read_only:
            yield _group([field.name])


def _overlap(resource: Resource) -> bool:
    groups = _unique_groups(resource)
    return any(one < other for one in groups for other in groups)


def _keys_and_indexes(resource: Resource) -> list[list[str]]:
    """What is declared unique for several columns, or as the key."""
    entity = resource.entity
    key = [entity.natural] if entity.natural else []
    return key + [one.fields for one in entity.indexes if one.unique]


def _unique_groups(resource: Resource) -> list[set[str]]:
    """Every group of fields and relationships in which no two rows agree."""
    alone = [one.name for one in resource.entity.fields if one.unique]
    alone += [one.reverse for one in resource.parents if one.one_to_one]
    groups = _keys_and_indexes(resource)
    return [{name} for name in alone] + [{*names} for names in groups]


def _unique(resource: Resource) -> Iterator[str]:
    """What a request sends, a response shows and no two rows have in common."""
    key = resource.entity.natural
    for field in resource.entity.fields:
        hidden = field.read_only or field.secret
        if field.unique and not hidden and field.name not in key:
            yield field.name
    for relation in resource.references:
        apart = relation.afterwards or relation.reverse in key
        if relation.one_to_one and not apart:
            yield relation.column


def _group(names: Iterable[str]) -> str:
    return f"[{', '.join(_texts(names))}]"


def _texts(values: Iterable[str]) -> list[str]:
    return [literals.text(value) for value in values]


def _is_needed(field: Field) -> bool:
    return field.required and field.default is None


def _has_default(field: Field) -> bool:
    return not _is_needed(field) and not is_computed(field)


def _invalid(fields: Iterable[Field]) -> list[str]:
    """Bodies in which every value is wrong, until every wrong value was in one."""
    wrong = {literals.text(one.name): samples.invalid(one) for one in fields}
    rounds = itertools.zip_longest(*wrong.values())
    bodies = [zip(wrong, values, strict=True) for values in rounds]
    return [
        f"{{{', '.join(f'{name}: {value}' for name, value in body if value)}}}"
        for body in bodies
    ]


def _reference(relation: Relation) -> str:
    unknown = relation.source_key[0].unknown
    return f"({literals.text(relation.column)}, {unknown})"


def _default(field: Field) -> tuple[str, str]:
    """The name and the default as JSON has it in a response."""
    value = None if field.default is None else read_default(field)
    return literals.text(field.name), in_json(field, value)
