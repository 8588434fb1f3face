"""A write that was answered as done, and is gone for the next request."""

from collections.abc import Iterator

from mcp_server.diagnosis import probes
from mcp_server.diagnosis.observed import Sighting
from mcp_server.results import Evidence

FIX = "Commit before you answer: session.commit() in the endpoint."


def find(evidence: Evidence) -> Iterator[Sighting]:
    """Every write that a later request did not see.

    Where the session itself showed what was lost, `uncommitted_write` tells of it.
    """
    lost = {record.request for record in evidence.uncommitted} - {None}
    told = {probes.target(one) for one in evidence.requests if one.number in lost}
    for one in evidence.unstored:
        if one.target in told:
            continue
        yield Sighting(
            file=one.file,
            line=one.line,
            message=f"{one.target} answered {one.status}, but the change was not "
            f"stored: afterwards {one.seen_by}.",
            fix=FIX,
            severity="error",
            problem="uncommitted-write",
        )
