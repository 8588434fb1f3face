"""Naive and aware datetimes: the time zone of a stored value is lost."""

from collections.abc import Iterator

from mcp_server.diagnosis.observed import Sighting
from mcp_server.results import Evidence, Severity, StoredRecord


def find(evidence: Evidence) -> Iterator[Sighting]:
    """Each attribute whose aware datetime comes back without a time zone."""
    server = any(not text.startswith("sqlite") for text in evidence.redirected)
    for record in evidence.stored:
        if record.how not in ("naive", "naive-utc") or (server and record.zoned):
            continue  # a server keeps the zone of such a column
        yield Sighting(
            file=record.file,
            line=record.line,
            severity=_severity(record),
            message=(
                f"{record.model}.{record.attribute} was given an aware datetime "
                f"({record.given}) and comes back naive."
            ),
            fix="Leave sa_type away: SQLModel stores a datetime field in UTC and "
            "returns it aware.",
        )


def _severity(record: StoredRecord) -> Severity:
    """Another offset than UTC means another moment; UTC can be added again."""
    if record.how == "naive":
        return "error"
    return "info" if record.zoned else "warning"
