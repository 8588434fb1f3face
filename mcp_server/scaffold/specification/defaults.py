"""The default of a field, read from JSON and checked against its type."""

import datetime as dt
import math
import re
from base64 import b64decode
from collections.abc import Callable
from decimal import Decimal
from uuid import UUID

from pydantic import JsonValue

from mcp_server.scaffold.python import literals
from mcp_server.scaffold.specification.entities import Field

EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
JSON_DEPTH = 8
DURATION = re.compile(
    r"P(?:(?P<weeks>\d{1,5})W)?(?:(?P<days>\d{1,6})D)?"
    r"(?:T(?:(?P<hours>\d{1,6})H)?(?:(?P<minutes>\d{1,6})M)?"
    r"(?:(?P<seconds>\d{1,6}(?:\.\d{1,6})?)S)?)?"
)
LONGEST_DURATION = dt.timedelta(days=365_250)
# Computed for each row, so also allowed on a unique column.
COMPUTED = {"datetime": "now", "date": "today", "uuid": "random"}
WANTED = {
    "str": "a string",
    "text": "a string",
    "email": "an address such as `someone@example.com`",
    "int": "a whole number such as 0",
    "float": "a number such as 0.5",
    "decimal": "a decimal number such as `9.99`",
    "bool": "true or false",
    "bigint": "a whole number such as 0",
    "time": "a time of day such as `12:30:00`",
    "timedelta": "a duration such as `P1DT2H30M`",
    "bytes": "base64 text such as `AAEC`",
    "date": "`today` or a date such as `2026-01-31`",
    "datetime": "`now` or a moment with a zone such as `2026-01-31T12:00:00Z`",
    "uuid": "`random` or a UUID such as `6f1c9a0e-5a43-4a39-8f0b-2d6f3a0c7b11`",
    "json": f"an object such as {{}}, nested at most {JSON_DEPTH} deep",
}


def is_computed(field: Field) -> bool:
    """Whether the default is worked out for each row."""
    return field.default is not None and COMPUTED.get(field.type) == field.default


def read_default(field: Field) -> object:
    """The default as a Python value.

    Raises:
        ValueError: It is no value of the field's type, or breaks its limits.
    """
    if field.type == "enum":
        if field.default not in field.values:
            raise ValueError(f"one of {', '.join(field.values)}")
        return field.default
    try:
        value = READERS[field.type](field.default)
    except (TypeError, ValueError, ArithmeticError):
        raise ValueError(WANTED[field.type]) from None
    _check_limits(field, value)
    return value


def _check_limits(field: Field, value: object) -> None:
    if isinstance(value, str) and field.longest and len(value) > field.longest:
        raise ValueError(f"a string of at most {field.longest} characters")
    if isinstance(value, bytes) and len(value) > (field.longest or 0):
        raise ValueError(f"base64 of at most {field.longest} bytes")
    if isinstance(value, int | float | Decimal):
        _check_number(field, value if isinstance(value, Decimal) else _exact(value))


def _check_number(field: Field, value: Decimal) -> None:
    if field.ge is not None and value < _exact(field.ge):
        raise ValueError(f"a number of at least {literals.bound(field.ge)}")
    if field.le is not None and value > _exact(field.le):
        raise ValueError(f"a number of at most {literals.bound(field.le)}")
    if field.type == "decimal" and not _fits(field, value):
        digits = f"{field.max_digits} digits, {field.decimal_places} of them"
        raise ValueError(f"a decimal with {digits} after the point")


def _exact(value: float) -> Decimal:
    """A number as it is written: 0.1 is a tenth."""
    return Decimal(str(int(value) if isinstance(value, bool) else value))


def _fits(field: Field, value: Decimal) -> bool:
    unit = Decimal(1).scaleb(-field.decimal_places)
    return value % unit == 0 and abs(value) < unit.scaleb(field.max_digits)


def _text(value: JsonValue) -> str:
    if isinstance(value, str) and value.isprintable():
        return value
    raise ValueError


def _email(value: JsonValue) -> str:
    if not EMAIL.fullmatch(_text(value)):
        raise ValueError
    return _text(value)


def _int(value: JsonValue) -> int:
    return _whole(value, 31)


def _bigint(value: JsonValue) -> int:
    return _whole(value, 63)


def _whole(value: JsonValue, bits: int) -> int:
    number = _number(value)
    if not isinstance(number, int) or not -(2**bits) <= number < 2**bits:
        raise ValueError
    return number


def _float(value: JsonValue) -> float:
    number = float(_number(value))
    if not math.isfinite(number):
        raise ValueError
    return number


def _decimal(value: JsonValue) -> Decimal:
    number = Decimal(value if isinstance(value, str) else str(_number(value)))
    if not number.is_finite():
        raise ValueError
    return number


def _number(value: JsonValue) -> int | float:
    # True is an int for Python, but no number in JSON.
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError  # noqa: TRY004 - callers turn every ValueError into advice
    return value


def _bool(value: JsonValue) -> bool:
    if value is True or value is False:
        return value
    raise ValueError


def _date(value: JsonValue) -> dt.date | str:
    return "today" if value == "today" else dt.date.fromisoformat(_text(value))


def _datetime(value: JsonValue) -> dt.datetime | str:
    if value == "now":
        return "now"
    moment = dt.datetime.fromisoformat(_text(value))
    if moment.tzinfo is None or not 1 < moment.year < 9999:
        raise ValueError
    return moment.astimezone(dt.UTC)


def _time(value: JsonValue) -> dt.time:
    moment = dt.time.fromisoformat(_text(value))
    if moment.tzinfo is not None:
        raise ValueError
    return moment


def _timedelta(value: JsonValue) -> dt.timedelta:
    found = DURATION.fullmatch(_text(value))
    if not found or not any(found.groups()):
        raise ValueError
    given = {unit: float(count) for unit, count in found.groupdict().items() if count}
    duration = dt.timedelta(**given)
    if duration > LONGEST_DURATION:
        raise ValueError
    return duration


def _bytes(value: JsonValue) -> bytes:
    return b64decode(_text(value), validate=True)


def _uuid(value: JsonValue) -> UUID | str:
    return "random" if value == "random" else UUID(_text(value))


def _json(value: JsonValue, depth: int = 0) -> JsonValue:
    if depth > JSON_DEPTH or (depth == 0 and not isinstance(value, dict)):
        raise ValueError
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, int | float) and not abs(value) < 2**63:
        raise ValueError
    inside = value if isinstance(value, list) else []
    if isinstance(value, dict):
        inside = [*value, *value.values()]
    for child in inside:
        _json(child, depth + 1)
    return value


READERS: dict[str, Callable[[JsonValue], object]] = {
    "str": _text,
    "text": _text,
    "email": _email,
    "int": _int,
    "float": _float,
    "decimal": _decimal,
    "bool": _bool,
    "date": _date,
    "datetime": _datetime,
    "uuid": _uuid,
    "bigint": _bigint,
    "time": _time,
    "timedelta": _timedelta,
    "bytes": _bytes,
    "json": _json,
}
