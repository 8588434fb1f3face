"""Rows that satisfy the checks of an entity, and rows that violate one."""

import random
from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import islice, product
from typing import NamedTuple

from mcp_server.scaffold.constraints import conditions, uniqueness
from mcp_server.scaffold.constraints.expressions import Expression
from mcp_server.scaffold.specification.defaults import read_default
from mcp_server.scaffold.specification.entities import Entity, Field
from mcp_server.scaffold.values import candidates
from mcp_server.scaffold.values.samples import Sample, sample

# Samples and combinations that are tried at most.
MOST_TRIED, MOST_COMBINATIONS = 2_000, 2_000
# The tests of a project count their rows up to about a thousand: every row of the
# first, then some, and those whose number a condition names.
NUMBERS = (*range(1, 130), *range(130, 1_200, 7))
MIXED = 100
Samples = Mapping[str, Sample]


class Rule(NamedTuple):
    """One check, read."""

    name: str
    fields: frozenset[str]
    """The fields that it looks at."""
    condition: Expression
    numbers: tuple[int, ...]
    """The whole numbers in it."""


class Rules(NamedTuple):
    """The checks of an entity, and what they look at."""

    fields: dict[str, Field]
    every: list[Rule]
    literals: list[str]


def read_rules(entity: Entity) -> Rules:
    """The checks of an entity; each must be understood."""
    known = {field.name: field for field in entity.fields}
    every = [
        Rule(
            name=check.name,
            fields=frozenset(conditions.names_in(check.condition, known)),
            condition=conditions.read_condition(check.condition, known),
            numbers=_whole_numbers(check.condition),
        )
        for check in entity.checks
    ]
    names = {name for rule in every for name in rule.fields}
    texts = [check.condition for check in entity.checks]
    return Rules(
        fields={name: field for name, field in known.items() if name in names},
        every=every,
        literals=[found for text in texts for found in conditions.literals_in(text)],
    )


def _whole_numbers(condition: str) -> tuple[int, ...]:
    found = conditions.literals_in(condition)
    return tuple(int(one) for one in found if one.isascii() and one.isdigit())


def samples_of(entity: Entity) -> dict[str, Sample]:
    """A sample for each field; together they satisfy every check."""
    usual = {field.name: sample(field) for field in entity.fields}
    return usual | dict(_found(entity) or {})


def can_be_satisfied(entity: Entity) -> bool:
    """Whether the samples of some row satisfy every check."""
    return _found(entity) is not None


def _found(entity: Entity) -> Samples | None:
    if not entity.checks:
        return {}
    rules = read_rules(entity)
    varying = uniqueness.varying(entity)
    choices = {
        name: _choices(field, rules, fixed=name not in varying)
        for name, field in rules.fields.items()
    }
    left = [MOST_TRIED]
    return _completed({}, list(choices.items()), rules, left)


def _completed(
    chosen: Samples,
    open_choices: list[tuple[str, list[Sample]]],
    rules: Rules,
    left: list[int],
) -> Samples | None:
    """The chosen samples with one for each field that is still open."""
    if not open_choices:
        return chosen
    (name, samples), *others = open_choices
    for one in samples:
        left[0] -= 1
        more = {**chosen, name: one}
        # Only what this field completes: the rest holds, or cannot be told yet.
        ripe = [r for r in rules.every if name in r.fields and r.fields <= more.keys()]
        if left[0] >= 0 and _always(ripe, more):
            found = _completed(more, others, rules, left)
            if found is not None:
                return found
    return None


def _choices(field: Field, rules: Rules, *, fixed: bool) -> list[Sample]:
    if field.read_only:
        return [_left_out(field)]
    found = candidates.candidates(field, rules.literals)
    # What must differ from row to row cannot be the same value for all.
    return found if fixed else [one for one in found if one.distinct > 1] or found[:1]


def _always(wanted: list[Rule], chosen: Samples) -> bool:
    """Whether no row that is made of the samples violates a condition."""
    return all(
        _value_of(one, row) in (True, None)
        for one in wanted
        for row in _rows(one, chosen)
    )


def _rows(rule: Rule, chosen: Samples) -> Iterator[dict[str, object]]:
    """Rows of one number, then rows whose fields come from several close ones."""
    samples = {name: chosen[name] for name in rule.fields}
    if all(one.distinct == 1 for one in samples.values()):
        yield _row(samples, dict.fromkeys(samples, 1))
        return
    for number in (*NUMBERS, *rule.numbers):
        yield _row(samples, dict.fromkeys(samples, number))
    chance = random.Random(0)
    for _ in range(MIXED if len(samples) > 1 else 0):
        first = chance.choice(NUMBERS)
        yield _row(samples, {n: first + chance.randrange(4) for n in samples})


def _row(samples: Samples, numbers: Mapping[str, int]) -> dict[str, object]:
    return {name: _value(name, one, numbers[name]) for name, one in samples.items()}


def _value(name: str, chosen: Sample, number: int) -> object:
    value = chosen.value(number)
    # Of a UUID it only matters that it is there and that it differs.
    unknown = value is None and chosen.source != "None"
    return f"{name} {number}" if unknown else value


def _left_out(field: Field) -> Sample:
    """What stands in the row if a request does not send the field."""
    if field.default is None:
        return candidates.NULL
    value = read_default(field)
    if isinstance(value, float):
        value = Decimal(str(value))
    return Sample(source="", distinct=1, value=lambda _number: value)


def fits_when_left_out(entity: Entity, samples: Samples, field: Field) -> bool:
    """Whether the default of a field satisfies the checks beside other samples."""
    return _still_fits(entity, samples, field.name, _left_out(field))


def fits_with(entity: Entity, samples: Samples, name: str, value: object) -> bool:
    """Whether a value satisfies the checks beside other samples."""
    fixed = Sample(source="", distinct=1, value=lambda _number: value)
    return _still_fits(entity, samples, name, fixed)


def fits_with_null(entity: Entity, samples: Samples, name: str) -> bool:
    """Whether a field that is null satisfies the checks beside other samples."""
    return _still_fits(entity, samples, name, candidates.NULL)


def _still_fits(entity: Entity, samples: Samples, name: str, instead: Sample) -> bool:
    if not entity.checks:
        return True
    rules = read_rules(entity)
    chosen = {**samples, name: instead}
    touched = [rule for rule in rules.every if name in rule.fields]
    return _always(touched, chosen)


def violations(
    entity: Entity, chosen: Samples
) -> Iterator[tuple[str, dict[str, Sample]]]:
    """For each check that can be violated alone: its name, and values that do it."""
    rules = read_rules(entity)
    for rule in rules.every:
        sent = [f for n, f in rules.fields.items() if n in rule.fields]
        choices = {
            field.name: _fixed(
                field,
                rules.literals,
                is_key=field.type == "str" and field.name in entity.natural,
            )
            for field in sent
            if not field.read_only
        }
        others = [one for one in rules.every if one is not rule]
        for combination in islice(product(*choices.values()), MOST_COMBINATIONS):
            values = dict(zip(choices, combination, strict=True))
            row = {**chosen, **values}
            if _never(rule, row) and _always(others, row):
                yield rule.name, values
                break


def _never(rule: Rule, chosen: Samples) -> bool:
    return all(_value_of(rule, row) is False for row in _rows(rule, chosen))


def _value_of(rule: Rule, row: Mapping[str, object]) -> object:
    """The truth value of a condition; too large a number is no answer at all."""
    try:
        return rule.condition.evaluate(row)
    except OverflowError:
        return "overflow"


def _fixed(field: Field, literals: list[str], *, is_key: bool) -> list[Sample]:
    """The candidates for a number, so that a test can write them down."""
    found = candidates.candidates(field, literals)
    known = [one for one in found if one.value(1) is not None]
    if is_key:
        # Other texts are refused as keys before the check is asked.
        known = [one for one in known if str(one.value(1)).replace(" ", "").isalnum()]
    fixed = [candidates.fixed(field, one.value(1)) for one in known]
    return [*fixed, *(one for one in found if one.source == "None")]
