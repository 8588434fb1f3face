"""Blocking call in async code: the event loop stands still until it returns."""

from collections import defaultdict
from collections.abc import Iterator

from mcp_server.diagnosis.observed import Sighting
from mcp_server.results import Evidence

FIXES = {
    "Synchronous SQL": "Use create_async_engine and AsyncSession, or make the function "
    "a plain def: FastAPI runs it in a thread.",
    "time.sleep()": "Use await asyncio.sleep(...).",
}
OTHER = "Use an async client, or await asyncio.to_thread(...)."
MOST_LINES = 10


def find(evidence: Evidence) -> Iterator[Sighting]:
    """Each kind of call that coroutines of one file make without `await`."""
    places: dict[tuple[str | None, str], set[int]] = defaultdict(set)
    for record in evidence.slow_calls:
        if record.blocking and record.line is not None:
            places[record.file, record.call].add(record.line)
    for (file, call), lines in places.items():
        first, *others = sorted(lines)
        also = ", ".join(map(str, others[:MOST_LINES]))
        more = f" (also at line {also})" if others else ""
        yield Sighting(
            file=file,
            line=first,
            severity="warning",
            message=(
                f"{call} in async code{more}: no other request or task runs until it "
                "returns."
            ),
            fix=FIXES.get(call, OTHER),
        )
