"""Enum stored by name: the database has the names of the members, not their values."""

from collections.abc import Iterator

from mcp_server.diagnosis.observed import Sighting
from mcp_server.results import Evidence


def find(evidence: Evidence) -> Iterator[Sighting]:
    """Each attribute whose enum members have other names than values."""
    for record in evidence.stored:
        if record.how == "enum-name":
            yield Sighting(
                file=record.file,
                line=record.line,
                severity="info",
                message=(
                    f"{record.model}.{record.attribute} with the value {record.given} "
                    f"is stored as {record.stored}: renaming a member breaks old rows, "
                    "and other programs see the name."
                ),
                fix="sa_type=Enum(Status, values_callable=lambda e: [m.value for m in "
                "e]) stores the values.",
            )
