"""Background task session: a task goes on with the session of the request."""

from collections.abc import Iterator

from mcp_server.diagnosis.observed import Sighting
from mcp_server.results import Evidence


def find(evidence: Evidence) -> Iterator[Sighting]:
    """Each line of a task that took a connection with a session that was closed."""
    places = {
        (record.file, record.line): None
        for record in evidence.unreturned
        if record.ended == "background"
    }
    for file, line in places:
        yield Sighting(
            file=file,
            line=line,
            severity="warning",
            message=(
                "This background task used the session of the request, which was "
                "closed by then: it took a new connection, which nobody gave back."
            ),
            fix="Open a session of its own in the task, and give the task ids.",
        )
