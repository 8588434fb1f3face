"""Says how a stored value differs from the one that was given."""

import enum
from datetime import datetime, timezone
from decimal import Decimal
from typing import Any

from sqlalchemy import types

MAX_DEPTH, MOST_ITEMS = 6, 100
"""How far a JSON value is looked into."""
UNREADABLE = object()
"""What was stored, and the type of the column does not understand."""
Difference = tuple[str, str, str]
"""Its kind, and both values as text."""


def difference(type_: Any, given: Any, raw: Any, stored: Any) -> Difference | None:
    """How a value came back.

    Args:
        type_: Type of the column.
        given: The value that the program has set.
        raw: What the driver returned.
        stored: What the type made of it.
    """
    if stored is UNREADABLE:
        return "unreadable", repr(given), repr(raw)
    if isinstance(given, datetime) and isinstance(stored, datetime):
        return _zone_lost(given, stored)
    if isinstance(given, Decimal):
        return _rounded(given, stored)
    if isinstance(given, enum.Enum) and isinstance(type_, types.Enum):
        if raw == given.name and raw != given.value:
            return "enum-name", repr(given.value), repr(raw)
    elif isinstance(type_, types.JSON):
        found = _json_difference(given, stored)
        return ("json", *found) if found else None
    return None


def _zone_lost(given: datetime, stored: datetime) -> Difference | None:
    offset = given.utcoffset()
    if offset is None or stored.utcoffset() is not None:
        return None
    # The offset only: most moments are those of the run.
    return ("naive" if offset else "naive-utc"), str(timezone(offset)), "naive"


def _rounded(given: Decimal, stored: Any) -> Difference | None:
    if not isinstance(stored, Decimal):
        return "float", repr(given), repr(stored)
    return ("rounded", str(given), str(stored)) if given != stored else None


def _json_difference(
    given: Any, stored: Any, depth: int = MAX_DEPTH
) -> tuple[str, str] | None:
    """The first part of a value that came back as something else."""
    pairs: list[tuple[Any, Any]] = []
    if isinstance(given, dict) and isinstance(stored, dict):
        for one, other in zip(given, stored, strict=False):
            pairs += [(one, other), (given[one], stored[other])]
    elif isinstance(given, list) and isinstance(stored, list):
        pairs = list(zip(given, stored, strict=False))
    elif given != stored or not isinstance(given, type(stored)):
        return repr(given), repr(stored)
    if depth:
        for one, other in pairs[:MOST_ITEMS]:
            if found := _json_difference(one, other, depth - 1):
                return found
    return None
