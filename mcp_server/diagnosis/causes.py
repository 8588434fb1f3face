"""Names the problem behind what an endpoint raised, and what to do about it."""

import re

from mcp_server.results import RaisedError, Value

ADDRESS = re.compile(r"0x[0-9a-fA-F]+|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}")
"""What differs from run to run."""
UNLOADED = re.compile(
    r"'get_attribute_error', 'loc': \([^)]*?'(?P<attribute>\w+)'\)"
    r".*?Error extracting attribute: (?:\w+: \(sqlalchemy\.exc\.)?(?P<error>\w+)"
)
"""A relationship that the response model wanted."""
MAX_MESSAGE = 160
SURROUNDINGS = frozenset(
    {
        "BlockingIOError",
        "ConnectError",
        "ConnectTimeout",
        "ConnectionError",
        "ConnectionRefusedError",
        "FileNotFoundError",
        "ModuleNotFoundError",
        "OSError",
        "PermissionError",
        "gaierror",
    }
)
"""Exceptions that speak of where the program ran, not of the program."""


class Cause(Value):
    """A known problem behind an exception."""

    pattern: str
    """Of type and message."""
    problem: str
    fix: str


CAUSES = (
    Cause(
        pattern=r"\bPendingRollbackError\b",
        problem="pending-rollback",
        fix="Call session.rollback() after a failed flush; use one session a request.",
    ),
    Cause(
        pattern=r"UNIQUE constraint failed|duplicate key value",
        problem="integrity-unique",
        fix="Catch IntegrityError, roll back, and answer 409.",
    ),
    Cause(
        pattern=r"FOREIGN KEY constraint failed|violates foreign key",
        problem="integrity-foreign-key",
        fix="Look the other row up first and answer 404 or 409, or catch "
        "IntegrityError.",
    ),
    Cause(
        pattern=r"NOT NULL constraint failed|violates not-null",
        problem="integrity-not-null",
        fix="Let the body's model reject null for columns that cannot hold it (422).",
    ),
    Cause(
        pattern=r"\bMissingGreenlet\b",
        problem="missing-greenlet",
        fix="Load what the response needs before: selectinload(), refresh(), "
        "and AsyncSession(expire_on_commit=False).",
    ),
    Cause(
        pattern=r"\bDetachedInstanceError\b",
        problem="detached-instance",
        fix="Keep the session open until the response is made, or load with "
        "selectinload().",
    ),
    Cause(
        pattern=r"SQLite objects created in a thread",
        problem="sqlite-thread-affinity",
        fix='create_engine(..., connect_args={"check_same_thread": False}).',
    ),
    Cause(
        pattern=r"no such table",
        problem="tables-not-created",
        fix="Create the tables at start-up.",
    ),
    Cause(
        pattern=r"no such column|has no column named|\bUndefinedColumn(?:Error)?\b",
        problem="schema-drift",
        fix="Change the table to what the model says: run the migrations.",
    ),
    Cause(
        pattern=r"\bStaleDataError\b",
        problem="stale-data",
        fix="Catch StaleDataError and answer 409.",
    ),
    Cause(
        pattern=r"database is locked",
        problem="sqlite-locked",
        fix="Keep write transactions short; set a busy timeout.",
    ),
    Cause(
        pattern=r"\b(?:NoResultFound|MultipleResultsFound)\b",
        problem="one-result-mismatch",
        fix="Use .first() or session.get() and answer 404 when there is nothing.",
    ),
    Cause(
        pattern=r"lazy='raise|raise_on_sql",
        problem="lazy-raise",
        fix="Load the relationship in the query: options(selectinload(...)).",
    ),
    Cause(
        pattern=r"offset-naive and offset-aware|naive datetime"
        r"|must have timezone information",
        problem="naive-aware-datetime",
        fix="Use aware datetimes everywhere: datetime.now(UTC).",
    ),
    Cause(
        pattern=r"is already attached to session",
        problem="session-conflict",
        fix="Use one session a request for everything that belongs together.",
    ),
    Cause(
        pattern=r"IllegalStateChangeError|concurrent operations are not permitted",
        problem="concurrent-session-use",
        fix="Give every task a session of its own.",
    ),
    Cause(
        pattern=r"type '[^']+' is not supported|type [\w.]+ is not supported",
        problem="unsupported-bind-type",
        fix="Store it in a column type that fits, such as sa_type=JSON.",
    ),
    Cause(
        pattern=r"'type': 'recursion_loop'|\btype=recursion_loop\b",
        problem="response-recursion",
        fix="Give the nested model no field that leads back: one read model for each "
        "depth.",
    ),
    Cause(
        pattern=r"LookupError[\s\S]*is not among the defined enum values",
        problem="enum-stored-by-name",
        fix="Store what the rows have: Enum(Status, values_callable=lambda e: "
        "[m.value for m in e]).",
    ),
    Cause(
        pattern=r"\bResponseValidationError\b",
        problem="response-model-rejects-row",
        fix="Give the response model the types that the columns hold, or "
        "narrow what is stored.",
    ),
    Cause(
        pattern=r"int too large to convert to SQLite|value out of int\d+ range",
        problem="number-out-of-range",
        fix="Bound it: Field(ge=-2**31, le=2**31 - 1), or Path() and Query() likewise.",
    ),
)
"""The first one whose pattern matches is it."""


def cause(raised: RaisedError) -> Cause | None:
    """The known problem behind an exception."""
    text = "\n".join([raised.qualified_type, *raised.chain, raised.message])
    return next((one for one in CAUSES if re.search(one.pattern, text)), None)


def is_of_surroundings(raised: RaisedError | None) -> bool:
    """It needed a network, a file or a package that is not there."""
    if raised is None:
        return False
    return not SURROUNDINGS.isdisjoint({raised.type, *raised.chain})


def brief(raised: RaisedError) -> str:
    """Type and first line of the message, the same in every run."""
    if unloaded := UNLOADED.search(raised.message):
        return f"{unloaded['attribute']} could not be loaded ({unloaded['error']})"
    lines = [line.strip() for line in raised.message.strip().splitlines() if line]
    first = " ".join(lines[:2]) if raised.type.endswith("ValidationError") else ""
    text = ADDRESS.sub("...", first or (lines[0] if lines else ""))
    text = text if len(text) <= MAX_MESSAGE else f"{text[:MAX_MESSAGE]}..."
    return f"{raised.type}: {text}" if text else raised.type
