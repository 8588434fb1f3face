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


def find(evidence: Evidence) -> Iterator[Sighting]:
    """Each line whose sessions or connections were not given back.

    A program that failed had no time to close what it had open.
    """
    seen = Counter(
        (record.file, record.line, record.owner, record.ended)
        for record in evidence.unreturned
        if not (evidence.error and record.ended != "collected")
    )
    for (file, line, owner, ended), count in seen.items():
        yield Sighting(
            file=file,
            line=line,
            severity="warning",
            message=_message(owner, ended, count),
            fix=FIXES[owner],
        )


def _message(owner: str, ended: str, count: int) -> str:
    if ended == "reused":
        return (
            "This session was used again after close(): it took a new connection, "
            "which nobody gave back."
        )
    what = f"{count} {owner}s" if count > 1 else f"The {owner}"
    verb = "were" if count > 1 else "was"
    kept = "kept a connection" if owner == "session" else "stayed checked out"
    until = (
        "until the garbage collector came"
        if ended == "collected"
        else "to the end of the program"
    )
    return f"{what} opened here {verb} never closed and {kept} {until}."
