"""An endpoint that answers 500: what was sent, what it raised, and what is behind."""

import re
from collections import defaultdict
from collections.abc import Iterator

from mcp_server.diagnosis import causes, probes
from mcp_server.diagnosis.observed import Sighting
from mcp_server.results import SEVERITY_ORDER, Evidence, RequestRecord, Severity

NOT_NULL = re.compile(r"NOT NULL constraint failed: \w+\.(\w+)")
EVERYWHERE = (
    "number-out-of-range",
    "sqlite-memory-no-such-table",
    "sqlite-thread-affinity",
    "tables-not-created",
)
"""Problems of which one finding tells for all endpoints."""
AFTERMATH = "pending-rollback"
"""It is not what was sent: the session was left broken by a request before."""
ENDLESS = "RecursionError"
HARMLESS = ("MultipleResultsFound", "NotImplementedError", "OverflowError")
"""What our rows or our numbers may have made, and what is raised on purpose."""
FIXES = {
    "patch-overwrites-null": (
        "row.sqlmodel_update(body.model_dump(exclude_unset=True))."
    ),
    "delete-parent-nulls-child": "Relationship(cascade_delete=True) with "
    'ondelete="CASCADE", or answer 409 while there are children.',
    "response-recursion": "Answer with a model whose nested models do not lead back.",
    "sqlite-memory-no-such-table": "create_engine(..., poolclass=StaticPool, "
    'connect_args={"check_same_thread": False}).',
}
"""By problem that is told from the request."""
FIX = "Handle this input before it fails, and answer with a 4xx that says why."


def find(evidence: Evidence) -> Iterator[Sighting]:
    """One sighting for each endpoint and cause, with the number of inputs."""
    groups: dict[tuple[object, ...], list[RequestRecord]] = defaultdict(list)
    for record in evidence.requests:
        if record.status in (None, 500):  # 503 and the like are answered on purpose
            groups[_key(record, evidence)].append(record)
    for records in groups.values():
        if records[0].raised is not None or records[0].status is not None:
            yield _sighting(records, evidence)


def _key(record: RequestRecord, evidence: Evidence) -> tuple[object, ...]:
    raised = record.raised
    problem = _problem(record, evidence)
    if problem in EVERYWHERE:
        return (problem,)
    kind = raised.type if raised and problem is None else None
    return probes.target(record), problem, kind, record.file, record.line


def _problem(record: RequestRecord, evidence: Evidence) -> str | None:
    """The known problem behind the exception, as this request shows it."""
    if record.raised and record.raised.type == ENDLESS and not record.raised.file:
        return "response-recursion"  # no line of the program: the answer was encoded
    cause = causes.cause(record.raised) if record.raised else None
    if cause is None:
        return None
    if cause.problem == "integrity-not-null" and record.raised:
        column = NOT_NULL.search(record.raised.message)
        if record.method == "DELETE":
            return "delete-parent-nulls-child"
        if record.method == "PATCH" and column and _was_not_sent(record, column[1]):
            return "patch-overwrites-null"
    if cause.problem == "tables-not-created" and _creates_tables(evidence):
        return "sqlite-memory-no-such-table"
    return cause.problem


def _was_not_sent(record: RequestRecord, column: str) -> bool:
    return record.probe is not None and f'"{column}"' not in record.sent


def _creates_tables(evidence: Evidence) -> bool:
    """They were created, but the endpoint's connection has another database."""
    return any(
        one.sql.lstrip().upper().startswith("CREATE TABLE")
        for one in evidence.statements
    )


def _sighting(records: list[RequestRecord], evidence: Evidence) -> Sighting:
    worst = min(records, key=lambda one: SEVERITY_ORDER[_severity(one, evidence)])
    raised = worst.raised
    cause = causes.cause(raised) if raised else None
    problem = _problem(worst, evidence)
    return Sighting(
        file=(raised.file if raised else None) or worst.file,
        line=(raised.line if raised and raised.file else None) or worst.line,
        message=_message(worst, records),
        fix=FIXES.get(problem or "") or (cause.fix if cause else FIX),
        severity=_severity(worst, evidence),
        problem=problem,
    )


def _severity(record: RequestRecord, evidence: Evidence) -> Severity:
    if causes.is_of_surroundings(record.raised) or not probes.uses_sql(evidence):
        return "info"
    problem = _problem(record, evidence)
    if problem == AFTERMATH:
        return "error"  # whatever was sent, other users are hit as well
    if record.raised is not None and record.raised.type in HARMLESS:
        return "info"
    if problem == "integrity-foreign-key" and evidence.foreign_keys:
        return "info"  # SQLite would have stored it: it was we who enforced the key
    return probes.severity(record.probe, evidence)


def _message(record: RequestRecord, records: list[RequestRecord]) -> str:
    what = causes.brief(record.raised) if record.raised else "without an exception"
    if what.startswith("PendingRollbackError"):
        target = probes.target(record)
        return f"{target} answered 500 after another request had failed: {what}."
    return (
        f"{probes.target(record)} answered 500 to {probes.phrase(record.probe)}: "
        f"{what}.{_others(record, records)}"
    )


def _others(record: RequestRecord, records: list[RequestRecord]) -> str:
    """How many other inputs, and of which other endpoints, did the same."""
    targets = dict.fromkeys(probes.target(one) for one in records)
    others = [one for one in targets if one != probes.target(record)]
    if others:
        return f" So did requests to {', '.join(others[:5])}."
    more = len({one.probe for one in records}) - 1
    return f" So did {more} other input{'s' * (more > 1)}." if more else ""
