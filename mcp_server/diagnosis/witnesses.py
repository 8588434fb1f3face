"""Compares what SQLAlchemy reported with what the driver executed."""

from collections.abc import Iterator

from mcp_server.results import Evidence, Finding

LONGEST = 120


def disagreement(evidence: Evidence) -> Iterator[Finding]:
    """A finding for statements that only one of the two knows."""
    if evidence.unsent:
        yield Finding(
            severity="info",
            message=(
                f"{len(evidence.unsent)} statements reached SQLite past SQLAlchemy and "
                f"are not in the list, such as: {evidence.unsent[0][:LONGEST]}"
            ),
            fix="Send them through a session or a connection of the engine.",
        )
    if evidence.unexecuted and not evidence.failed_total:
        yield Finding(
            severity="warning",
            message=(
                f"{len(evidence.unexecuted)} statements were reported that SQLite did "
                "not execute: the program has changed what is recorded, do not rely on "
                f"it. The first is: {evidence.unexecuted[0][:LONGEST]}"
            ),
        )
