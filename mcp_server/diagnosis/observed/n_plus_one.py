"""N+1: one query for a list, then one more for every row of it."""

import re
from collections import defaultdict
from collections.abc import Iterator

from mcp_server.diagnosis.observed import Sighting
from mcp_server.results import Evidence, StatementRecord

FEWEST_PARENTS = 2
"""One lazy load is a choice; a second one from the same line is a pattern."""
FEWEST_QUERIES = 3
"""Equal explicit queries from one line of one session that count as a loop."""


def find(evidence: Evidence) -> Iterator[Sighting]:
    """Lazy loads of one relationship for several rows, and queries inside loops."""
    judged = [record for record in evidence.statements if record.judged]
    yield from _lazy_loads(judged)
    yield from _query_loops(judged)


def _lazy_loads(statements: list[StatementRecord]) -> Iterator[Sighting]:
    """The same relationship loaded for several rows from one place of one session."""
    places: dict[tuple[object, ...], list[StatementRecord]] = defaultdict(list)
    for record in statements:
        if record.relationship:
            key = (record.session, record.relationship, record.file, record.line)
            places[key].append(record)
    told = set()
    for records in places.values():
        parents = {record.parent for record in records}
        file, line = _query(records[0], statements)
        place = (records[0].relationship, file, line)
        if len(parents) >= FEWEST_PARENTS and place not in told:
            told.add(place)
            yield _lazy_sighting(records, len(parents), file, line)


def _query(
    record: StatementRecord, statements: list[StatementRecord]
) -> tuple[str | None, int | None]:
    """Where it was loaded; for what serialising an answer loads, where its rows were.

    No line of the program is on the stack then, and the query is what must change.
    """
    if record.stack:
        return record.file, record.line
    for one in statements:
        if one.stack and (one.request, one.session) == (record.request, record.session):
            return one.file, one.line
    return record.file, record.line


def _lazy_sighting(
    records: list[StatementRecord], parents: int, file: str | None, line: int | None
) -> Sighting:
    first = records[0]
    when = "" if first.stack else " while the answer was serialised"
    return Sighting(
        file=file,
        line=line,
        message=(
            f"N+1: {first.relationship} was lazy loaded {len(records)} times{when}, "
            f"once for each of {parents} rows."
        ),
        fix=(
            f"Load it with the list: select(...).options(selectinload("
            f"{first.relationship})), or joinedload() for a single object."
        ),
    )


def _query_loops(statements: list[StatementRecord]) -> Iterator[Sighting]:
    """The same SELECT with other parameters, again and again from one place."""
    places: dict[tuple[object, ...], list[StatementRecord]] = defaultdict(list)
    for record in statements:
        if _is_explicit_select(record):
            places[record.session, record.sql, *record.stack].append(record)
    for records in places.values():
        if len({record.parameters for record in records}) >= FEWEST_QUERIES:
            yield Sighting(
                file=records[0].file,
                line=records[0].line,
                message=(
                    f"N+1: this line sent the same SELECT {len(records)} times "
                    "with other parameters."
                ),
                fix="Ask once for all: where(col(Model.id).in_(ids)), or a join.",
            )


BATCH = re.compile(r"\bLIMIT\b|\bIN \(", re.IGNORECASE)
"""A page or a set of rows at a time is what one does instead of N+1."""


def _is_explicit_select(record: StatementRecord) -> bool:
    """Sent by the program through a session, for one row, not for a relationship."""
    return BATCH.search(record.sql) is None and (
        record.session is not None
        and record.relationship is None
        and record.line is not None
        and record.sql.lstrip().upper().startswith("SELECT")
    )
