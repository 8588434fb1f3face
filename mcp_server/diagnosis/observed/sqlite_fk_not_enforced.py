"""Foreign keys that SQLite does not enforce, because nobody has asked it to."""

from collections.abc import Iterator

from mcp_server.diagnosis.observed import Sighting
from mcp_server.results import Evidence, ForeignKeysRecord

FIX = (
    'Run PRAGMA foreign_keys=ON in a listener: @event.listens_for(engine, "connect"), '
    "or of engine.sync_engine for an async engine."
)


def find(evidence: Evidence) -> Iterator[Sighting]:
    """One for the program, where it matters: ON DELETE actions, or rows refused.

    What a foreign key has done in this run it would not do where the program runs. A
    program for a server needs no such pragma.
    """
    server = any(not text.startswith("sqlite") for text in evidence.redirected)
    for record in evidence.foreign_keys[:1]:
        if not server:
            yield from list(_done(evidence)) or _undone(record)


def _done(evidence: Evidence) -> Iterator[Sighting]:
    for one in evidence.foreign_key_actions:
        rows = f"{one.rows} row{'s' * (one.rows > 1)}"
        yield Sighting(
            file=one.file,
            line=one.line,
            severity="warning",
            message=(
                f"This {one.verb} changed {rows} more by ON {one.verb}, only because "
                "foreign keys are enforced in this run: SQLite does nothing without "
                "PRAGMA foreign_keys=ON."
            ),
            fix=FIX,
        )


def _undone(record: ForeignKeysRecord) -> Iterator[Sighting]:
    if record.actions or record.violations:
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
