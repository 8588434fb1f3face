"""Session held too long: a slow call while a transaction is open."""

from collections.abc import Iterator

from mcp_server.diagnosis.observed import Sighting
from mcp_server.results import Evidence


def find(evidence: Evidence) -> Iterator[Sighting]:
    """Each line that waits for something else while it holds a connection."""
    seen = set()
    for record in evidence.slow_calls:
        place = (record.file, record.line, record.call)
        if not record.held or place in seen:
            continue
        seen.add(place)
        since = f" (begun at line {record.held_since})" if record.held_since else ""
        yield Sighting(
            file=record.file,
            line=record.line,
            severity="warning",
            message=(
                f"{record.call} ran inside an open transaction{since}: its connection, "
                "and every lock it has, is held all that time."
            ),
            fix="Commit or close the session before the slow call, and begin a new "
            "transaction after it.",
        )
