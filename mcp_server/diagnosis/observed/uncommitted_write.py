"""Uncommitted write: rows that were written, and thrown away without a commit."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from mcp_server.diagnosis.observed import Sighting
from mcp_server.results import Evidence, Severity, UncommittedRecord

DEFINITIONS = {"CREATE", "ALTER", "DROP"}
FIXES = {
    "session": "Call session.commit() before the session is closed, or write inside "
    "with session.begin(): ...",
    "connection": "Use with engine.begin() as connection: ..., which commits, or call "
    "connection.commit().",
    "raw connection": "Call commit() on the connection before close().",
}
Key = tuple[str | None, int | None, str, bool]


def find(evidence: Evidence) -> Iterator[Sighting]:
    """Each line whose rows were lost, with models and counts."""
    failed = {
        request.number
        for request in evidence.requests
        if request.status is None or request.status >= 400
    }
    lines: dict[Key, list[UncommittedRecord]] = defaultdict(list)
    for record in evidence.uncommitted:
        if record.request in failed or (evidence.error and record.ended != "closed"):
            continue  # what failed was not to be committed
        if record.action in DEFINITIONS and not _is_for_a_server(evidence):
            continue  # SQLite keeps the tables that it has created
        closed = record.ended == "closed"
        lines[record.file, record.line, record.owner, closed].append(record)
    for (file, line, owner, closed), records in lines.items():
        how = "closed without" if closed else "left without close() and"
        yield Sighting(
            file=file,
            line=line,
            severity=_severity(records),
            message=f"{_lost(records)}: the {owner} was {how} commit().",
            fix=FIXES[owner],
        )


def _is_for_a_server(evidence: Evidence) -> bool:
    return any(not text.startswith("sqlite") for text in evidence.redirected)


def _severity(records: list[UncommittedRecord]) -> Severity:
    """A row that was only changed in memory may have been changed for display."""
    sure = {record.action for record in records} - {"changed"} - DEFINITIONS
    return "error" if sure else "warning"


def _lost(records: list[UncommittedRecord]) -> str:
    counts: Counter[tuple[str, str]] = Counter()
    for record in records:
        counts[record.action, record.subject] += record.rows
    parts = [_part(*key, rows) for key, rows in sorted(counts.items())]
    was = "was" if sum(counts.values()) == 1 else "were"
    return f"{', '.join(parts)} {was} never committed"


def _part(action: str, subject: str, rows: int) -> str:
    if action == "wrote":
        return "What was written through this raw connection"
    if action.isupper():
        unit = "" if action in DEFINITIONS else f" ({rows} row{'s' * (rows != 1)})"
        return f"{action} {subject}{unit}"
    word = "changed" if action == "marked" else action
    return f"{rows} {subject} {word} here"
