"""Values as Python source, written the way the formatter writes them."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from types import UnionType
from typing import Any
from uuid import UUID


def text(value: str) -> str:
    """A printable string with the quotes that need fewer escapes."""
    quote = "'" if value.count('"') > value.count("'") else '"'
    escaped = value.replace("\\", "\\\\").replace(quote, f"\\{quote}")
    return f"{quote}{escaped}{quote}"


def number(value: float) -> str:
    """A number; the formatter drops the plus sign of an exponent."""
    return repr(value).replace("e+", "e")


def bound(value: float) -> str:
    """A limit, without a fraction where it has none."""
    return str(int(value)) if value == int(value) else number(value)


def literal(value: object) -> str:
    """A value of any type that a field's default can have."""
    for kind, write in WRITERS.items():
        if isinstance(value, kind):
            return write(value)
    return repr(value)


def _decimal(value: Decimal) -> str:
    plain = f"{value:f}"
    return f'Decimal("{plain}")' if "." in plain else f"Decimal({plain})"


def _moment(value: dt.datetime) -> str:
    parts = [value.year, value.month, value.day, value.hour, value.minute]
    parts += [value.second, value.microsecond]
    while len(parts) > 3 and parts[-1] == 0:
        parts.pop()
    return f"dt.datetime({', '.join(map(str, parts))}, tzinfo=dt.UTC)"


def _date(value: dt.date) -> str:
    return f"dt.date({value.year}, {value.month}, {value.day})"


def _time(value: dt.time) -> str:
    parts = [value.hour, value.minute, value.second, value.microsecond]
    while len(parts) > 1 and parts[-1] == 0:
        parts.pop()
    return f"dt.time({', '.join(map(str, parts))})"


def _duration(value: dt.timedelta) -> str:
    parts = {
        "days": value.days,
        "seconds": value.seconds,
        "microseconds": value.microseconds,
    }
    given = ", ".join(f"{name}={part}" for name, part in parts.items() if part)
    return f"dt.timedelta({given})"


def _bytes(value: bytes) -> str:
    """As the formatter has it: double quotes unless that needs more escapes."""
    inside = "".join(_byte(byte) for byte in value)
    quote = "'" if value.count(b'"') > value.count(b"'") else '"'
    return f"b{quote}{inside.replace(quote, chr(92) + quote)}{quote}"


def _byte(byte: int) -> str:
    if byte == ord("\\"):
        return "\\\\"
    return chr(byte) if 32 <= byte < 127 else f"\\x{byte:02x}"


def _container(value: list[object] | dict[str, object]) -> str:
    if isinstance(value, dict):
        pairs = (f"{text(key)}: {literal(inner)}" for key, inner in value.items())
        return f"{{{', '.join(pairs)}}}"
    return f"[{', '.join(map(literal, value))}]"


# A datetime is a date, too: it stands before it.
WRITERS: dict[type | UnionType, Callable[[Any], str]] = {
    str: text,
    float: number,
    bytes: _bytes,
    Decimal: _decimal,
    dt.datetime: _moment,
    dt.date: _date,
    dt.time: _time,
    dt.timedelta: _duration,
    UUID: lambda value: f'UUID("{value}")',
    list | dict: _container,
}
