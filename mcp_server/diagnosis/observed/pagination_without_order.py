"""Pages of rows that have no order: the database may repeat some and leave some out."""

import re
from collections.abc import Iterator

from mcp_server.diagnosis import probes
from mcp_server.diagnosis.observed import Sighting
from mcp_server.results import Evidence

PAGE = re.compile(r"\bLIMIT\s+\S+(\s+OFFSET\s+\S+)?\s*$", re.IGNORECASE)
ORDER = re.compile(r"\bORDER\s+BY\b", re.IGNORECASE)
FIX = "Order by something unique: .order_by(Model.id) before .limit()."


def find(evidence: Evidence) -> Iterator[Sighting]:
    """Lists whose SELECT has LIMIT and no ORDER BY."""
    statements = probes.by_request(evidence)
    seen: set[str] = set()
    for one in probes.with_probe(evidence, ["list"]):
        target = probes.target(one)
        page = next(
            (
                sent
                for sent in statements[one.number]
                if PAGE.search(sent.sql) and not ORDER.search(sent.sql)
            ),
            None,
        )
        if page is None or target in seen:
            continue
        seen.add(target)
        yield Sighting(
            file=page.file or one.file,
            line=page.line or one.line,
            message=f"{target} pages with LIMIT but without ORDER BY: pages may repeat "
            "rows and leave others out.",
            fix=FIX,
            severity="warning" if probes.is_for_server(evidence) else "info",
        )
