"""Children that the session loads and changes, where the database has an ON DELETE."""

from collections.abc import Iterator

from mcp_server.diagnosis.observed import Sighting
from mcp_server.results import ChildrenRecord, Evidence

LEAVES_NULL = ("SET NULL", "SET DEFAULT")
MANY = 20
"""Rows from which it matters that the session loads them all."""
FIXES = {
    "CASCADE": "Relationship(cascade_delete=True, passive_deletes=True).",
    "SET NULL": "Relationship(passive_deletes=True).",
}
KEEP = 'Relationship(passive_deletes="all"): the database refuses the DELETE.'


def find(evidence: Evidence) -> Iterator[Sighting]:
    """Each line that deletes such a parent: what the database was kept from doing."""
    for record in evidence.children:
        if record.how == "nulled" and record.ondelete not in (
            "SET NULL",
            "SET DEFAULT",
        ):
            yield _sighting(
                record,
                f"The session set the key of {_rows(record)} of {record.relationship} "
                f"to NULL before it deleted the parent: ON DELETE {record.ondelete} "
                "had nothing left to do.",
                "warning",
            )
        elif not record.passive:
            yield _sighting(
                record,
                f"The session loaded {_rows(record)} of {record.relationship} to have "
                f"them {_done(record)} one by one before their parent was deleted; ON "
                f"DELETE {record.ondelete} needs no SELECT.",
                "warning" if record.rows >= MANY else "info",
            )


def _sighting(record: ChildrenRecord, message: str, severity: str) -> Sighting:
    return Sighting.model_validate(
        {
            "file": record.file,
            "line": record.line,
            "message": message,
            "fix": FIXES.get(record.ondelete, KEEP),
            "severity": severity,
        }
    )


def _rows(record: ChildrenRecord) -> str:
    return f"{record.rows} row{'s' * (record.rows > 1)}"


def _done(record: ChildrenRecord) -> str:
    return "deleted" if record.how == "deleted" else "set to NULL"
