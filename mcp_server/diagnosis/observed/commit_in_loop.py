"""Commit in a loop: one transaction for each row."""

from collections.abc import Iterator

from mcp_server.diagnosis.observed import Sighting
from mcp_server.results import Evidence

MOST_ROWS = 3
"""Rows for each commit; a loop that commits whole portions is as it should be."""


def find(evidence: Evidence) -> Iterator[Sighting]:
    """Each line that committed a few rows at a time, again and again."""
    for record in evidence.commits:
        if record.rows <= MOST_ROWS * record.commits:
            yield Sighting(
                file=record.file,
                line=record.line,
                severity="warning",
                message=(
                    f"This line committed {record.commits} times in one session, for "
                    f"{record.rows} rows: when one fails, the ones before it stay."
                ),
                fix="Commit once, after the loop.",
            )
