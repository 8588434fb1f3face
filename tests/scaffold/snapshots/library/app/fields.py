"""Types of the columns and of what the API accepts."""

import datetime as dt
import secrets
import time
from enum import StrEnum
from math import isfinite
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, Field, StringConstraints
from sqlalchemy import JSON, Enum
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.mutable import MutableDict
from sqlalchemy.types import TypeEngine

# Integer columns have 32 bits on PostgreSQL: without bounds a larger number would
# be a server error there instead of a 422.
INT_MIN, INT_MAX = -(2**31), 2**31 - 1
JSON_DEPTH = 32


def in_utc(moment: dt.datetime) -> dt.datetime:
    """The same moment in UTC; years at the edge do not fit every time zone."""
    if not 1 < moment.year < 9999:
        raise ValueError("the year must be between 2 and 9998")
    return moment.astimezone(dt.UTC)


def storable_json(document: dict[str, Any]) -> dict[str, Any]:
    """The document; refuses what PostgreSQL's JSONB would refuse."""
    level: list[Any] = [document]
    for _ in range(JSON_DEPTH):
        level = [child for value in level for child in checked_parts(value)]
        if not level:
            return document
    raise ValueError(f"nested more than {JSON_DEPTH} deep")


def checked_parts(value: Any) -> list[Any]:
    """The keys and values inside a JSON value, which is checked itself."""
    if isinstance(value, str):
        check_text(value)
    elif isinstance(value, float) and not isfinite(value):
        raise ValueError("NaN and infinity are not JSON")
    elif isinstance(value, dict):
        return [*value.keys(), *value.values()]
    return value if isinstance(value, list) else []


def check_text(text: str) -> None:
    """Refuse NUL and halves of surrogate pairs, which cannot be stored."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValueError("half of a surrogate pair is not a character") from None
    if "\x00" in text:
        raise ValueError("NUL characters are not allowed")


Key = Annotated[int, Field(ge=1, le=INT_MAX)]
# A key is a segment of a path: a slash, a lone dot or two would lead elsewhere.
KeyText = Annotated[
    str, StringConstraints(pattern=r"^[^\x00-\x1f/]*[^\x00-\x1f/.][^\x00-\x1f/]*$")
]
# PostgreSQL cannot store NUL characters.
StorableStr = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$")]
EmailText = Annotated[str, StringConstraints(pattern=r"^[^@\s\x00]+@[^@\s\x00]+$")]
UtcDatetime = Annotated[AwareDatetime, AfterValidator(in_utc)]
JsonObject = Annotated[dict[str, Any], AfterValidator(storable_json)]

# Changes inside a document are noticed, so they are saved.
JSON_COLUMN: TypeEngine[Any] = MutableDict.as_mutable(
    JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
)


def utc_now() -> dt.datetime:
    """The current moment, aware of its time zone."""
    return dt.datetime.now(dt.UTC)


def uuid7() -> UUID:
    """A UUID of version 7 (RFC 9562): milliseconds since 1970, then chance."""
    milliseconds = time.time_ns() // 1_000_000
    high = milliseconds << 80 | 0x7 << 76 | secrets.randbits(12) << 64
    return UUID(int=high | 0b10 << 62 | secrets.randbits(62))


def choice(values: type[StrEnum], name: str) -> Enum:
    """A column type that stores the values, not the member names, with a CHECK."""
    return Enum(
        values,
        name=name,
        native_enum=False,
        length=64,
        create_constraint=True,
        validate_strings=True,
        values_callable=lambda members: [member.value for member in members],
    )
