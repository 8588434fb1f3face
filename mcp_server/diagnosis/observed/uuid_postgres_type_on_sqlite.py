"""Columns of PostgreSQL's UUID type, which SQLite takes for numbers."""

import re
from collections.abc import Iterator

from mcp_server.diagnosis.observed import Sighting
from mcp_server.results import Evidence

UUID_COLUMN = re.compile(r"^\s*\"?(\w+)\"? UUID\b", re.MULTILINE)


def find(evidence: Evidence) -> Iterator[Sighting]:
    """Each table with such columns, in a program that is not for a server."""
    if any(not text.startswith("sqlite") for text in evidence.redirected):
        return
    for table in evidence.tables:
        if columns := UUID_COLUMN.findall(table.ddl):
            yield Sighting(
                file=table.file,
                line=table.line,
                severity="warning",
                message=(
                    f"SQLite keeps {table.name}.{', '.join(columns)} as numbers where "
                    "the UUID has only digits, or digits around one e: such rows "
                    "cannot be read again."
                ),
            )
