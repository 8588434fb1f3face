"""Warnings of the libraries as findings, with the problem that each announces."""

import re
from collections.abc import Iterator

from mcp_server.results import Evidence, Finding, Severity, Value, WarningRecord

LONGEST = 280
NOT_THE_PROGRAM = re.compile(
    # Of our own installation; and what a driver leaves behind when a load has failed.
    r"httpx2|coroutine '(Connection|Cursor)\."
)
QUOTED = re.compile(r'"([^"]+)"')
LIBRARIES = {"sqlalchemy", "sqlmodel", "pydantic", "fastapi", "starlette", "alembic"}
NOISE = re.compile(
    r"\s*(\(Background on this (warning|error) at:[^)]*\)"
    r"|\(This warning originated from[^)]*\)+[^)]*\)"
    r"|For the less common case that.*|[^\x00-\x7f] ?)"
)
"""Links and asides that the page of the problem replaces, and pictures."""


class Announced(Value):
    """What a warning means, recognised by its text."""

    pattern: str
    """Regular expression over category and message."""
    problem: str | None = None
    severity: Severity = "warning"
    fix: str | None = None
    message: str | None = None
    """In place of the library's text, with {names} for the names quoted in it: their
    order there is by chance."""


KNOWN = (
    Announced(
        pattern=r"copy column .* conflicts with relationship",
        problem="overlapping-relationships",
        fix="Name the other side in both: Relationship(back_populates=...); for a "
        "second, read-only path: sa_relationship_kwargs={'viewonly': True}.",
    ),
    Announced(
        pattern=r"cartesian product",
        problem="cartesian-product",
        message="This SELECT combines every row of {names}: nothing joins them.",
        fix="Join them: select(A, B).join(B), or where(A.id == B.a_id).",
    ),
    Announced(
        pattern=r"unresolvable (cycles|foreign key)",
        problem="circular-table-dependency",
        fix="Name one of the foreign keys and create it afterwards: "
        "ForeignKey(..., name=..., use_alter=True).",
    ),
    Announced(
        pattern=r"Attribute name '(metadata|registry)'",
        problem="reserved-attribute-metadata",
        fix="Rename the field, and keep the column: "
        "details: str = Field(sa_column_kwargs={'name': 'metadata'}).",
    ),
    Announced(
        pattern=r'Field name "\w+" in .* shadows an attribute',
        problem="reserved-attribute-metadata",
        fix="Rename the field; keep the column's name with "
        "sa_column_kwargs={'name': ...} and the JSON's with alias=.",
    ),
    Announced(
        pattern=r"already contains a class with the same class name",
        problem="table-already-defined",
        fix="Define each table model once, in one module that the others import.",
    ),
    Announced(
        pattern=r"coroutine .* was never awaited",
        problem="await-misuse",
        severity="error",
        fix="Await it: what it does has not happened.",
    ),
    Announced(
        pattern=r"non-checked-in connection|unclosed (database|connection)",
        problem="connection-leak",
        fix="Close it in every path: with Session(engine) as session: ...",
    ),
    Announced(
        # Said while rows are made that are added in the end.
        pattern=r"Object of type .* not in session.*'autoflush' process",
        severity="info",
        fix="Make such rows within `with session.no_autoflush:`, or add them first.",
    ),
    Announced(
        pattern=r"Object of type .* not in session",
        severity="error",
        fix="Add the object to the session before the flush, or it is not stored.",
    ),
    Announced(
        pattern=r"utcnow\(\)|utcfromtimestamp\(\)",
        problem="naive-aware-datetime",
        fix="Use datetime.now(UTC).",
    ),
    Announced(
        pattern=r"session\.query\(\)|session\.execute\(\)",
        problem="execute-returns-rows",
        fix="Use session.exec(select(Model)).",
    ),
    Announced(
        pattern=r"on_event is deprecated",
        severity="info",
        fix="Use a lifespan: FastAPI(lifespan=lifespan).",
    ),
    Announced(
        pattern=r"PydanticSerializationUnexpectedValue",
        problem="table-skips-validation",
        fix="Validate what comes in: Model.model_validate(...).",
    ),
    Announced(pattern=r"^\w*Deprecat", severity="info"),
)
"""The first that matches counts."""


def warned(evidence: Evidence) -> Iterator[Finding]:
    """A finding for each warning of a library, and for coroutines that are lost."""
    for record in evidence.warnings:
        meant = _meant(record)
        if meant and meant.problem == "connection-leak" and evidence.unreturned:
            continue  # it is told already, with the line that opened it
        if meant and (meant.fix or _is_of_a_library(record)):
            yield Finding(
                problem=meant.problem,
                severity=meant.severity,
                file=record.file,
                line=record.line,
                message=_told(record, meant),
                fix=meant.fix,
            )


def _meant(record: WarningRecord) -> Announced | None:
    if record.category == "ResourceWarning" and record.file is None:
        return None  # the end of the process closes everything
    if NOT_THE_PROGRAM.search(record.message):
        return None
    if record.phase == "exercise" and record.file is None:
        return None  # it may be what we have sent that it was not made for
    text = f"{record.category}: {record.message}"
    for known in KNOWN:
        if re.search(known.pattern, text, re.DOTALL):
            return known
    return Announced(pattern="")


def _told(record: WarningRecord, meant: Announced) -> str:
    if meant.message is None:
        return f"{record.category}: {_shortened(record.message)}"
    names = sorted(set(QUOTED.findall(record.message)))
    return meant.message.format(names=" with every row of ".join(names))


def _is_of_a_library(record: WarningRecord) -> bool:
    return record.package in LIBRARIES or record.source in LIBRARIES


def _shortened(message: str) -> str:
    plain = " ".join(NOISE.sub("", " ".join(message.split())).split())
    return plain if len(plain) <= LONGEST else f"{plain[:LONGEST]}..."
