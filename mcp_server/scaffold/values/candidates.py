"""Values of a field among which some may satisfy a condition."""

import datetime as dt
from collections.abc import Iterable, Iterator
from decimal import Decimal

from mcp_server.scaffold.specification.defaults import EMAIL
from mcp_server.scaffold.specification.entities import Field
from mcp_server.scaffold.values.jsonvalues import in_json
from mcp_server.scaffold.values.samples import (
    WIDEST,
    Sample,
    constant,
    day,
    moment,
    sample,
)

NULL = Sample(source="None", distinct=1)


def candidates(field: Field, literals: Iterable[str]) -> list[Sample]:
    """The usual value, then others, then NULL where it is allowed.

    The literals are those of the conditions: values at their edges decide.
    """
    found = [sample(field), *_others(field, list(literals))]
    # Where there is a default, SQLAlchemy stores it in place of NULL.
    nullable = not field.required and field.default is None
    return [*found, NULL] if nullable else found


def _others(field: Field, literals: list[str]) -> Iterator[Sample]:
    if field.type in ("int", "bigint", "float", "decimal"):
        for number in _numbers(field, literals):
            yield fixed(field, number)
    elif field.type in ("str", "text", "email"):
        for text in dict.fromkeys(_texts(field, literals)):
            yield fixed(field, text)
    elif field.type == "enum":
        yield from (constant(value) for value in field.values)
    elif field.type == "bool":
        yield from (constant(value) for value in (True, False))
    elif field.type == "uuid":
        yield fixed(field, "6f1c9a0e-5a43-4a39-8f0b-2d6f3a0c7b11")
    else:
        yield from _moments(field, literals)


def fixed(field: Field, value: object) -> Sample:
    """The same value for every row."""
    return Sample(source=in_json(field, value), distinct=1, value=lambda _number: value)


def _numbers(field: Field, literals: list[str]) -> list[Decimal]:
    """Numbers around the literals, and the least and the most, within the bounds."""
    step = Decimal(1).scaleb(-field.decimal_places if field.type == "decimal" else 0)
    low, high = _bounds(field)
    found = [Decimal(0), step, Decimal(1000), Decimal(-1000), low, high]
    for literal in filter(_is_number, literals):
        edge = Decimal(literal)
        found += [edge, edge - step, edge + step, -edge]
    whole = [number for number in found if field.type == "float" or not number % step]
    return [number for number in dict.fromkeys(whole) if low <= number <= high]


def _bounds(field: Field) -> tuple[Decimal, Decimal]:
    most = Decimal(WIDEST.get(field.type, 10**6))
    if field.type == "decimal":
        most = min(most, Decimal(10 ** (field.max_digits - field.decimal_places) - 1))
    low = -most if field.ge is None else Decimal(str(field.ge))
    return low, most if field.le is None else Decimal(str(field.le))


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).isdigit() and text.isascii()


def _texts(field: Field, literals: list[str]) -> Iterator[str]:
    """The literals, what they match as patterns, and texts of their lengths."""
    room = field.longest or 100_000
    found = [*literals, "", field.name, field.name.upper()]
    for literal in literals:
        plain = literal.replace("_", "x")
        found += [plain.replace("%", ""), plain.replace("%", "x"), literal.upper()]
        found.append(literal.lower())
        if literal.isdigit() and len(literal) < 4:
            lengths = range(max(int(literal) - 1, 0), int(literal) + 2)
            found += [letter * length for length in lengths for letter in "xX"]
    for text in found:
        address = field.type != "email" or EMAIL.fullmatch(text)
        if len(text) <= room and address:
            yield text


def _moments(field: Field, literals: list[str]) -> Iterator[Sample]:
    """Earlier and later values, and those around the literals."""
    if field.type == "datetime":
        yield from (moment(19), moment(21))
    elif field.type == "date":
        yield from (day(19), day(21))
        for literal in literals:
            yield from (fixed(field, near) for near in _days(literal))
    elif field.type == "time":
        hours = [dt.time(0), dt.time(12), dt.time(23, 59, 59)]
        yield from (fixed(field, one) for one in hours + _times(literals))
    elif field.type == "timedelta":
        yield from (fixed(field, dt.timedelta(days=days)) for days in (0, 300_000))


def _days(literal: str) -> list[dt.date]:
    try:
        edge = dt.date.fromisoformat(literal)
        return [edge, edge - dt.timedelta(days=1), edge + dt.timedelta(days=1)]
    except (ValueError, OverflowError):
        return []


def _times(literals: list[str]) -> list[dt.time]:
    found = []
    for literal in literals:
        try:
            found.append(dt.time.fromisoformat(literal))
        except ValueError:
            continue
    return [one for one in found if one.tzinfo is None]
