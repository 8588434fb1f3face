"""A relationship that was loaded for the response, and is not in it."""

from collections.abc import Iterator

from mcp_server.diagnosis.observed import Sighting
from mcp_server.results import Evidence


def find(evidence: Evidence) -> Iterator[Sighting]:
    """Each endpoint that loads one in vain.

    A query that several endpoints share may load what some of them leave out.
    """
    for record in evidence.omitted:
        why = (
            f"{record.answer} is a table model, whose relationships are no fields"
            if record.is_table
            else f"{record.answer} has no field of that name"
        )
        yield Sighting(
            file=record.file,
            line=record.line,
            message=(
                f"{record.model}.{record.attribute} was loaded and is not in the "
                f"response: {why}."
            ),
            fix=(
                "Answer with a model that has it: "
                f"{record.attribute} as a field of a {record.model}Public, or leave "
                "the loading out."
            ),
            severity="warning" if record.here else "info",
        )
