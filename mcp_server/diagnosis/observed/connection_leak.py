"""Connection leak: sessions and connections that are opened and not closed."""

from collections import Counter
from collections.abc import Iterator

from mcp_server.diagnosis.observed import Sighting
from mcp_server.results import Evidence

FIXES = {
    "session": "Open it in a with block: with Session(engine) as session: ...",
    "connection": "Open it in a with block: with engine.begin() as connection: ...",
    "raw connection": "Give it back with close(), or use engine.connect().",
}
REUSED = (
    "This session was used again after close(): it took a new connection, which nobody "
    "gave back."
)


def find(evidence: Evidence) -> Iterator[Sighting]:
    """Each line whose sessions or connections were not given back.

    A program that failed had no time to close what it had open. Whether the garbage
    collector came before the end is a matter of luck, and so is not told.
    """
    seen = Counter(
        (record.file, record.line, record.owner, record.ended == "reused")
        for record in evidence.unreturned
        if record.ended != "background"
        and (evidence.error is None or record.ended == "reused")
    )
    for (file, line, owner, reused), count in seen.items():
        yield Sighting(
            file=file,
            line=line,
            severity="warning",
            message=REUSED if reused else _message(owner, count),
            fix=FIXES[owner],
        )


def _message(owner: str, count: int) -> str:
    what = f"{count} {owner}s" if count > 1 else f"The {owner}"
    were, their = (
        ("were", "their connections") if count > 1 else ("was", "a connection")
    )
    if owner == "session":
        return f"{what} opened here {were} never closed and kept {their}."
    return f"{what} opened here {were} never closed and given back to the pool."
