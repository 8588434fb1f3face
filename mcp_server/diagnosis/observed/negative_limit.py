"""A negative LIMIT or OFFSET that reaches the database."""

import re
from collections.abc import Iterator

from mcp_server.diagnosis import probes
from mcp_server.diagnosis.observed import Sighting
from mcp_server.results import Evidence

PROBES = ("negative limit", "negative offset")
NEGATIVE = re.compile(r"(?<![\w.'\"-])-\d")
FIX = "limit: Annotated[int, Query(ge=1, le=100)] = 100, offset: Query(ge=0)."


def find(evidence: Evidence) -> Iterator[Sighting]:
    """Lists that take -1 and pass it on."""
    statements = probes.by_request(evidence)
    found: dict[str, list[str]] = {}
    places: dict[str, tuple[str | None, int | None]] = {}
    for one in probes.with_probe(evidence, PROBES):
        reached = any(
            "LIMIT" in sent.sql.upper() and NEGATIVE.search(sent.parameters)
            for sent in statements[one.number]
        )
        if reached:
            found.setdefault(probes.target(one), []).append(str(one.probe))
            places[probes.target(one)] = one.file, one.line
    for target, accepted in found.items():
        file, line = places[target]
        yield Sighting(
            file=file,
            line=line,
            message=f"{target} accepted a {' and a '.join(sorted(set(accepted)))}: "
            "SQLite ignores it and returns rows, PostgreSQL refuses it (500).",
            fix=FIX,
            severity="warning" if probes.is_for_server(evidence) else "info",
        )
