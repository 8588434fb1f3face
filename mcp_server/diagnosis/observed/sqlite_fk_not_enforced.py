"""Foreign keys that SQLite does not enforce, because nobody has asked it to."""

from collections.abc import Iterator

from mcp_server.diagnosis.observed import Sighting
from mcp_server.results import Evidence

FIX = (
    'Run PRAGMA foreign_keys=ON in a listener: @event.listens_for(engine, "connect"), '
    "or of engine.sync_engine for an async engine."
)


def find(evidence: Evidence) -> Iterator[Sighting]:
    """One for the program, where it matters: ON DELETE actions, or rows refused.

    A program for a server needs no such pragma.
    """
    server = any(not text.startswith("sqlite") for text in evidence.redirected)
    for record in evidence.foreign_keys[:1]:
        if server or not (record.actions or record.violations):
            continue
        yield Sighting(
            file=record.file,
            line=record.line,
            severity="info",
            message=(
                f"SQLite enforces no foreign key (this program has {record.keys}) "
                "without PRAGMA foreign_keys=ON; in this run they were enforced."
            ),
            fix=FIX,
        )
