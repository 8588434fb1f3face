"""A PATCH of one field that takes the values of the others away."""

from collections.abc import Iterator

from mcp_server.diagnosis.observed import Sighting
from mcp_server.results import Evidence

FIX = "row.sqlmodel_update(body.model_dump(exclude_unset=True))."


def find(evidence: Evidence) -> Iterator[Sighting]:
    """What one PATCH has changed beyond what was sent."""
    for one in evidence.changes:
        lost = f"set {', '.join(one.nulled)} to null" if one.nulled else ""
        reset = f"reset {', '.join(one.reset)} to the default" if one.reset else ""
        did = " and ".join(text for text in (lost, reset) if text)
        yield Sighting(
            file=one.file,
            line=one.line,
            message=f"{one.target} with only {one.field} {did}.",
            fix=FIX,
            severity="error",
        )
