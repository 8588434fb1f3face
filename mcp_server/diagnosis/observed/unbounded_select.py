"""A list that returns every row there is, or as many as the client wants."""

import re
from collections.abc import Iterator

from mcp_server.diagnosis import probes
from mcp_server.diagnosis.observed import Sighting
from mcp_server.results import Evidence, GrowthRecord, Severity, StatementRecord

BOUND = re.compile(r"\bLIMIT\b|= \?|\bIN \(|\bcount\(", re.IGNORECASE)
"""Something keeps the rows from being all of the table."""
FIX = "Add limit: Annotated[int, Query(ge=1, le=100)] = 100 and .limit(limit)."


def find(evidence: Evidence) -> Iterator[Sighting]:
    """Lists that grow with the table, and limits without a limit."""
    severity: Severity = "warning" if probes.is_for_server(evidence) else "info"
    statements = probes.by_request(evidence)
    lists = {
        probes.target(one): statements[one.number]
        for one in probes.with_probe(evidence, ["list"])
    }
    for growth in evidence.growths:
        if _is_unbounded(growth, lists.get(growth.target, [])):
            yield Sighting(
                file=growth.file,
                line=growth.line,
                message=f"{growth.target} returned all rows: {growth.rows_before}, "
                f"and {growth.rows_after} when there were more.",
                fix=FIX,
                severity=severity,
                evidence="measured",
            )
    for one in probes.with_probe(evidence, ["huge limit"]):
        if any("1000000" in sent.parameters for sent in statements[one.number]):
            yield Sighting(
                file=one.file,
                line=one.line,
                message=f"{probes.target(one)} accepted a limit of 1000000.",
                fix="limit: Annotated[int, Query(ge=1, le=100)] = 100.",
                severity=severity,
            )


def _is_unbounded(growth: GrowthRecord, sent: list[StatementRecord]) -> bool:
    selects = [one for one in sent if one.sql.lstrip().upper().startswith("SELECT")]
    return (
        growth.rows_after > growth.rows_before
        and any(one.relationship is None for one in selects)
        and not any("LIMIT" in one.sql.upper() for one in selects)
        and BOUND.search(selects[0].sql) is None
    )
