"""Types of the columns and of what the API accepts."""

import datetime as dt
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, Field, StringConstraints

# Integer columns have 32 bits on PostgreSQL: without bounds a larger number would
# be a server error there instead of a 422.
INT_MIN, INT_MAX = -(2**31), 2**31 - 1


def in_utc(moment: dt.datetime) -> dt.datetime:
    """The same moment in UTC; years at the edge do not fit every time zone."""
    if not 1 < moment.year < 9999:
        raise ValueError("the year must be between 2 and 9998")
    return moment.astimezone(dt.UTC)


Key = Annotated[int, Field(ge=1, le=INT_MAX)]
# PostgreSQL cannot store NUL characters.
StorableStr = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$")]
UtcDatetime = Annotated[AwareDatetime, AfterValidator(in_utc)]


def utc_now() -> dt.datetime:
    """The current moment, aware of its time zone."""
    return dt.datetime.now(dt.UTC)
