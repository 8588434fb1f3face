"""Concurrent session use: one session for several requests, tasks or threads."""

from collections.abc import Iterator

from mcp_server.diagnosis.observed import Sighting
from mcp_server.results import Evidence, SharingRecord

FIXES = {
    "requests": "Open one session for each request, in a dependency that yields it.",
    "tasks": "Open a session of its own in each task.",
    "threads": "Open a session of its own in each thread, and hand over ids, not rows.",
}


def find(evidence: Evidence) -> Iterator[Sighting]:
    """Each session that was shared, at its creation or at the second use."""
    for record in evidence.sharing:
        yield Sighting(
            file=record.file,
            line=record.line,
            severity="error" if record.by == "tasks" else "warning",
            message=_message(record),
            fix=FIXES[record.by],
        )


def _message(record: SharingRecord) -> str:
    if record.by == "requests":
        return (
            "One session serves all requests: they use the session that is opened "
            "here, and see each other's objects and open transaction."
        )
    if record.by == "threads":
        return f"{record.users} threads work with the one session that is opened here."
    return "Two tasks used one session at the same time: it does one thing at a time."
