"""A request that is not answered: an endless loop, or a wait for something."""

from collections.abc import Iterator

from mcp_server.diagnosis.observed import Sighting
from mcp_server.results import Evidence

FIX = "Bound the loop or the wait."


def find(evidence: Evidence) -> Iterator[Sighting]:
    """Requests without an answer; what only takes long is worth knowing."""
    for one in evidence.unanswered:
        if one.target != "startup":
            yield Sighting(
                file=one.file,
                line=one.line,
                message=f"{one.target} was not answered in 2 s.",
                fix=FIX,
                severity="error" if evidence.status == "timed-out" else "info",
            )
