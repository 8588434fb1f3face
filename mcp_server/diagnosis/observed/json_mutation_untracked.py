"""JSON changed in place: the change is in memory and never reaches the database."""

from collections.abc import Iterator

from mcp_server.diagnosis.observed import Sighting
from mcp_server.results import Evidence


def find(evidence: Evidence) -> Iterator[Sighting]:
    """Each commit that left such a change behind."""
    seen = set()
    for record in evidence.mutations:
        name = f"{record.model}.{record.attribute}"
        if record.file is None or (record.file, record.line, name) in seen:
            continue
        seen.add((record.file, record.line, name))
        rows = "1 row" if record.rows == 1 else f"{record.rows} rows"
        yield Sighting(
            file=record.file,
            line=record.line,
            severity="error",
            message=(
                f"{name} of {rows} was changed in place and not written by this "
                "commit: SQLAlchemy does not look inside the value."
            ),
            fix=f"Assign a new value: row.{record.attribute} = {{**row."
            f"{record.attribute}, ...}}, or call flag_modified(row, "
            f'"{record.attribute}").',
        )
