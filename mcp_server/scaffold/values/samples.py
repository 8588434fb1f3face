"""Values for the generated tests, as Python source.

An expression may use `number`, which counts up for each row of an entity.
"""

import datetime as dt
import math
from collections.abc import Callable
from decimal import Decimal

from mcp_server.results import Value
from mcp_server.scaffold.python import literals
from mcp_server.scaffold.specification.entities import Field

SPREAD = 1000
WIDEST = {"int": 2**31 - 1, "bigint": 2**63 - 1}
TEXTS = {"str", "text"}


class Sample(Value):
    """A valid value for a field."""

    source: str
    """An expression whose value is what the API sends back."""
    distinct: int = SPREAD
    """How many rows in a row get different values."""
    value: Callable[[int], object] = lambda _number: None
    """Its value for a number, for the conditions of checks; None: not known."""

    @property
    def counts(self) -> bool:
        """Whether the expression uses `number`."""
        return self.distinct > 1 and "number" in self.source


def sample(field: Field) -> Sample:
    """A valid value for a field."""
    if field.type in TEXTS:
        return _text(field)
    if field.type in WIDEST:
        return _int(field)
    if field.type == "bytes":
        return _bytes(field)
    if field.type == "float":
        return _float(field)
    if field.type == "decimal":
        return _decimal(field)
    if field.type == "enum":
        return constant(field.values[-1])
    if field.type == "bool":
        return constant(field.default is not True)
    return PLAIN[field.type]


def constant(value: str | bool) -> Sample:
    """The same value for every row."""
    source = literals.text(value) if isinstance(value, str) else str(value)
    return Sample(source=source, distinct=1, value=lambda _number: value)


def day(century: int) -> Sample:
    """A date in a century: `20` is the one that began in 2000."""
    return Sample(
        source=f'f"{century}{{number % 100:02d}}-01-31"',
        distinct=100,
        value=lambda number: dt.date(century * 100 + number % 100, 1, 31),
    )


def moment(century: int) -> Sample:
    """A moment in a century."""
    return Sample(
        source=f'f"{century}{{number % 100:02d}}-01-31T12:00:00Z"',
        distinct=100,
        value=lambda number: dt.datetime(
            century * 100 + number % 100, 1, 31, 12, tzinfo=dt.UTC
        ),
    )


PLAIN = {
    "email": Sample(
        source='f"someone{number}@example.com"',
        value=lambda number: f"someone{number}@example.com",
    ),
    "date": day(20),
    "datetime": moment(20),
    "time": Sample(
        source='f"{number % 24:02d}:30:00"',
        distinct=24,
        value=lambda number: dt.time(number % 24, 30),
    ),
    "timedelta": Sample(
        source='f"P{number}DT1H"',
        value=lambda number: dt.timedelta(days=number, hours=1),
    ),
    "uuid": Sample(source="str(uuid4())"),
    "json": Sample(source='{"number": number}'),
}


def _text(field: Field) -> Sample:
    label = field.name.replace("_", " ").capitalize()
    room = field.longest or len(label) + 7
    if room >= len(label) + 7:
        return Sample(
            source=f'f"{label} {{number}}"', value=lambda number: f"{label} {number}"
        )
    digits = min(room, 3)
    source = f'f"{{number % {10**digits}:0{digits}d}}"'
    return Sample(
        source=source,
        distinct=10**digits,
        value=lambda number: f"{number % 10**digits:0{digits}d}",
    )


def _bytes(field: Field) -> Sample:
    digits = min(field.longest or 3, 3)
    source = f'b64encode(b"%0{digits}d" % (number % {10**digits})).decode()'
    return Sample(source=source, distinct=10**digits)


def _int(field: Field) -> Sample:
    if field.le is None and field.ge in (None, 0, 1):
        return Sample(source="number", value=Decimal)
    low, high = _range(field.ge, field.le, WIDEST[field.type])
    span = min(high - low + 1, SPREAD)
    return Sample(
        source=_counted(low, span),
        distinct=span,
        value=lambda number: Decimal(low + number % span),
    )


def _range(
    ge: float | None, le: float | None, most: int, unit: int = 1
) -> tuple[int, int]:
    """The lowest and highest number of units within bounds, towards zero."""
    high = most if le is None else math.floor(Decimal(str(le)) * unit)
    low = 0 if high > 0 else max(high - SPREAD, -most)
    return (low if ge is None else math.ceil(Decimal(str(ge)) * unit)), high


def _counted(low: int, span: int) -> str:
    """An expression that runs through `span` whole numbers from `low`."""
    return f"{low} + number % {span}" if low else f"number % {span}"


def _float(field: Field) -> Sample:
    if field.le is None:
        start = literals.number(0.5 if field.ge is None else field.ge + 0.5)
        first = 0.5 if field.ge is None else field.ge + 0.5
        return Sample(
            source=f"{start} + number",
            value=lambda number: Decimal(str(first + number)),
        )
    low = field.le - SPREAD if field.ge is None else field.ge
    step = literals.number(field.le / 8 - low / 8)
    counted = f"number % 8 * {step}"
    source = f"{literals.number(low)} + {counted}" if low else counted
    width = field.le / 8 - low / 8
    return Sample(
        source=source,
        distinct=8,
        value=lambda number: Decimal(str(low + number % 8 * width)),
    )


def _decimal(field: Field) -> Sample:
    places, unit = field.decimal_places, 10**field.decimal_places
    most = 10**field.max_digits - 1
    if field.le is None and field.ge in (None, 0) and most // unit >= SPREAD:
        cents = "." + "5".ljust(places, "0") if places else ""
        return Sample(
            source=f'f"{{number}}{cents}"',
            value=lambda number: Decimal(f"{number}{cents}"),
        )
    low, high = _range(field.ge, field.le, most, unit)
    span = min(high - low + 1, SPREAD)
    source = f'f"{{({_counted(low, span)}) / {unit}:.{places}f}}"'
    return Sample(
        source=source,
        distinct=span,
        value=lambda number: Decimal(low + number % span) / unit,
    )


def invalid(field: Field) -> list[str]:
    """Expressions that the API must answer with 422."""
    if field.type in TEXTS:
        long = [f'"x" * {field.longest + 1}'] if field.longest else []
        return [NUL, *long]
    if field.type in WIDEST:
        most = WIDEST[field.type]
        low = -most - 1 if field.ge is None else int(field.ge)
        high = most if field.le is None else int(field.le)
        return [str(low - 1), str(high + 1)]
    if field.type == "bytes":
        return ['"no base64!"', f'"AAAA" * {(field.longest or 0) // 3 + 1}']
    if field.type == "decimal":
        return [f'"1" + "0" * {field.max_digits}', f'"0.{"0" * field.decimal_places}1"']
    if field.type == "enum":
        return ['"no such value"' if "no such value" not in field.values else '""']
    return WRONG[field.type]


NUL = r'"\x00"'
WRONG = {
    "email": ['"no address"', r'"a@\x00"'],
    "float": ['"no number"'],
    "bool": ['"no truth value"'],
    "date": ['"no date"'],
    "datetime": ['"2026-01-31T12:00:00"', '"9999-12-31T23:59:59-12:00"'],
    "time": ['"no time"', '"25:00:00"', '"12:30:00+02:00"'],
    "timedelta": ['"no duration"', '"P365251D"', '"P999999999D"'],
    "uuid": ['"no uuid"'],
    "json": ["[]", r'{"nested": ["\x00"]}'],
}
