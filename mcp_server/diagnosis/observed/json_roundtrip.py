"""JSON round trip: a value comes back as another type, because JSON has only a few."""

from collections.abc import Iterator

from mcp_server.diagnosis.observed import Sighting
from mcp_server.results import Evidence


def find(evidence: Evidence) -> Iterator[Sighting]:
    """Each attribute with a part that JSON cannot express."""
    for record in evidence.stored:
        if record.how == "json":
            yield Sighting(
                file=record.file,
                line=record.line,
                severity="info",
                message=(
                    f"{record.model}.{record.attribute} was given {record.given}, "
                    f"which comes back as {record.stored}."
                ),
                fix="Store what JSON knows: text keys, lists, numbers, text.",
            )
