"""Decimal precision: a stored amount comes back as another one, or as a float."""

from collections.abc import Iterator

from mcp_server.diagnosis.observed import Sighting
from mcp_server.results import Evidence


def find(evidence: Evidence) -> Iterator[Sighting]:
    """Each attribute whose Decimal was changed by storing it."""
    server = any(not text.startswith("sqlite") for text in evidence.redirected)
    for record in evidence.stored:
        if record.how == "rounded" and server and not record.exact:
            continue  # a server keeps all digits of a NUMERIC without a scale
        if record.how in ("rounded", "float"):
            what = "rounded to" if record.how == "rounded" else "returned as"
            yield Sighting(
                file=record.file,
                line=record.line,
                severity="warning",
                message=(
                    f"{record.model}.{record.attribute} was given {record.given}, "
                    f"which was {what} {record.stored}."
                ),
                fix="Use Decimal with max_digits and decimal_places, and quantize "
                "before storing.",
            )
