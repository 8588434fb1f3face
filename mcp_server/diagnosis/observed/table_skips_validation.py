"""Table models do not validate: a value was stored that nobody can read."""

from collections.abc import Iterator

from mcp_server.diagnosis.observed import Sighting
from mcp_server.results import Evidence


def find(evidence: Evidence) -> Iterator[Sighting]:
    """Each attribute with a stored value that its own type refuses to read."""
    for record in evidence.stored:
        if record.how == "unreadable":
            yield Sighting(
                file=record.file,
                line=record.line,
                severity="error",
                message=(
                    f"{record.model}.{record.attribute} = {record.given} was stored "
                    f"as {record.stored} without validation, and cannot be read again."
                ),
                fix="Validate the input with a model that is no table, then "
                f"{record.model}.model_validate(data).",
            )
