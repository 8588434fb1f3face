"""Expired after commit: rows lose their values, and are loaded again one by one."""

from collections.abc import Iterator

from mcp_server.diagnosis.observed import Sighting
from mcp_server.results import Evidence, ExpiredRecord

FEWEST_ROWS = 3
"""Rows loaded again from one line; fewer cost next to nothing."""


def find(evidence: Evidence) -> Iterator[Sighting]:
    """Each line that reads expired rows one by one, or dumps one that is empty."""
    seen = set()
    for record in evidence.expired:
        place = (record.how, record.file, record.line, record.model)
        few = record.how == "load" and record.rows < FEWEST_ROWS
        if few or record.file is None or place in seen:
            continue
        seen.add(place)
        yield _loaded(record) if record.how == "load" else _empty(record)


def _loaded(record: ExpiredRecord) -> Sighting:
    return Sighting(
        file=record.file,
        line=record.line,
        severity="warning",
        message=(
            f"{record.rows} {record.model} rows, expired by commit() or rollback(), "
            "were loaded again here with one SELECT each."
        ),
        fix="Use Session(engine, expire_on_commit=False), or read what is needed "
        "before the commit, or select the rows again at once.",
    )


def _empty(record: ExpiredRecord) -> Sighting:
    what = (
        f"The response is an empty object instead of a {record.model}"
        if record.how == "response"
        else f"The dump of this {record.model} is empty"
    )
    return Sighting(
        file=record.file,
        line=record.line,
        # What a client gets is wrong; what a dump is for, nobody knows.
        severity="error" if record.how == "response" else "warning",
        message=f"{what}: commit() has expired the row, it has no values in memory.",
        fix="Call session.refresh(...) first, or use expire_on_commit=False.",
    )
