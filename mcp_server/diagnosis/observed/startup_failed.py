"""An application whose start-up fails or does not end."""

from collections.abc import Iterator

from mcp_server.diagnosis import causes
from mcp_server.diagnosis.observed import Sighting
from mcp_server.results import Evidence

FIX = "Let the lifespan handle it; no endpoint was called."


def find(evidence: Evidence) -> Iterator[Sighting]:
    """What the start-up raised."""
    for one in evidence.unanswered:
        if one.target != "startup":
            continue
        what = causes.brief(one.raised) if one.raised else "it did not end in 2 s"
        cause = causes.cause(one.raised) if one.raised else None
        yield Sighting(
            file=one.file,
            line=one.line,
            message=f"The application did not start: {what}.",
            fix=cause.fix if cause else FIX,
            severity="info" if causes.is_of_surroundings(one.raised) else "error",
            problem=cause.problem if cause else None,
        )
