"""Values as Python source, written the way the formatter writes them."""

import datetime as dt
from decimal import Decimal
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
    if isinstance(value, str):
        return text(value)
    if isinstance(value, Decimal):
        return _decimal(value)
    if isinstance(value, dt.datetime):
        return _moment(value)
    if isinstance(value, dt.date):
        return f"dt.date({value.year}, {value.month}, {value.day})"
    if isinstance(value, UUID):
        return f'UUID("{value}")'
    if isinstance(value, list | dict):
        return _container(value)
    return number(value) if isinstance(value, float) else repr(value)


def _decimal(value: Decimal) -> str:
    plain = f"{value:f}"
    return f'Decimal("{plain}")' if "." in plain else f"Decimal({plain})"


def _moment(value: dt.datetime) -> str:
    parts = [value.year, value.month, value.day, value.hour, value.minute]
    parts += [value.second, value.microsecond]
    while len(parts) > 3 and parts[-1] == 0:
        parts.pop()
    return f"dt.datetime({', '.join(map(str, parts))}, tzinfo=dt.UTC)"


def _container(value: list[object] | dict[str, object]) -> str:
    if isinstance(value, dict):
        pairs = (f"{text(key)}: {literal(inner)}" for key, inner in value.items())
        return f"{{{', '.join(pairs)}}}"
    return f"[{', '.join(map(literal, value))}]"
