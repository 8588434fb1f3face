"""Defaults that are the same for every row, because they were computed only once.

The module is not named as its problem: a rule finds more of them than a run does, and
what it says is not to be doubted where the run has seen nothing.
"""

from collections.abc import Iterator

from mcp_server.diagnosis.observed import Sighting
from mcp_server.results import Evidence, SharedDefaultRecord

PROBLEM = "shared-default"


def find(evidence: Evidence) -> Iterator[Sighting]:
    """Each field whose default is a moment, or a key, of the class's definition."""
    for record in evidence.shared_defaults:
        yield Sighting(
            file=record.file,
            line=record.line,
            problem=PROBLEM,
            severity="error" if record.unique else "warning",
            message=(
                f"{record.model}.{record.attribute} got its default once, when the "
                f"class was defined: {_rows(record)} {record.value}."
            ),
            fix="Use a function: Field(default_factory=...).",
        )


def _rows(record: SharedDefaultRecord) -> str:
    if record.rows > 1:
        return f"{record.rows} rows were stored with"
    return "every row without a value of its own has"
