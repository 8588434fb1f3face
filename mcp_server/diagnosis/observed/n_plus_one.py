"""N+1: one query for a list, then one more for every row of it."""

import re
from collections import defaultdict
from collections.abc import Iterator

from mcp_server.diagnosis.observed import Sighting
from mcp_server.results import Evidence, GrowthRecord, StatementRecord

FEWEST_PARENTS = 2
"""One lazy load is a choice; a second one from the same line is a pattern."""
FEWEST_QUERIES = 3
"""Equal explicit queries from one line of one session that count as a loop."""


def find(evidence: Evidence) -> Iterator[Sighting]:
    """Lazy loads of one relationship for several rows, and queries inside loops."""
    judged = [record for record in evidence.statements if record.judged]
    grown = _grown(evidence)
    for found, record in (*_lazy_loads(judged), *_query_loops(judged)):
        yield _measured(found, grown.get(record.request or 0))


def _grown(evidence: Evidence) -> dict[int, GrowthRecord]:
    """By request: how the statements of its endpoint grew with twice the rows."""
    places = {
        (one.file, one.line): one
        for one in evidence.growths
        if one.statements_after > one.statements_before
    }
    return {
        request.number: places[request.file, request.line]
        for request in evidence.requests
        if (request.file, request.line) in places
    }


def _measured(found: Sighting, growth: GrowthRecord | None) -> Sighting:
    """The sighting with the growth that was measured, if it was."""
    if growth is None:
        return found
    told = (
        f" {growth.target} sent {growth.statements_before} statements for "
        f"{growth.rows_before} rows and {growth.statements_after} for "
        f"{growth.rows_after}."
    )
    changes = {"message": found.message + told, "evidence": "measured"}
    return found.model_copy(update=changes)


def _lazy_loads(
    statements: list[StatementRecord],
) -> Iterator[tuple[Sighting, StatementRecord]]:
    """The same relationship loaded for several rows from one place of one session."""
    places: dict[tuple[object, ...], list[StatementRecord]] = defaultdict(list)
    for record in statements:
        if record.relationship:
            key = (
                record.request,
                record.session,
                record.relationship,
                record.file,
                record.line,
            )
            places[key].append(record)
    told = set()
    for records in places.values():
        parents = {record.parent for record in records}
        file, line = _query(records[0], statements)
        place = (records[0].relationship, file, line)
        if len(parents) >= FEWEST_PARENTS and place not in told:
            told.add(place)
            yield _lazy_sighting(records, len(parents), file, line), records[0]


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


def _query_loops(
    statements: list[StatementRecord],
) -> Iterator[tuple[Sighting, StatementRecord]]:
    """The same SELECT with other parameters, again and again from one place."""
    places: dict[tuple[object, ...], list[StatementRecord]] = defaultdict(list)
    for record in statements:
        if _is_explicit_select(record):
            key = (record.request, record.session, record.sql, *record.stack)
            places[key].append(record)
    told = set()
    for records in places.values():
        place = (records[0].file, records[0].line, records[0].sql)
        different = {record.parameters for record in records}
        if len(different) >= FEWEST_QUERIES and place not in told:
            told.add(place)
            found = Sighting(
                file=records[0].file,
                line=records[0].line,
                message=(
                    f"N+1: {_loop(records[0])} sent the same SELECT {len(records)} "
                    "times with other parameters."
                ),
                fix=FIXES.get(records[0].operation or "", FIX),
            )
            yield found, records[0]


def _loop(record: StatementRecord) -> str:
    asked = record.operation
    return f"session.{asked}() in a loop" if asked else "this line"


FIX = "Ask once for all: where(col(Model.id).in_(ids)), or a join."
FIXES = {
    "refresh": "Leave the refresh out: values that the database makes are loaded when "
    "they are read; or select all rows again at once.",
}
"""By operation, where it is another than to ask for all at once."""
BATCH = re.compile(r"\bLIMIT\b|\bIN \(", re.IGNORECASE)
"""A page or a set of rows at a time is what one does instead of N+1."""


def _is_explicit_select(record: StatementRecord) -> bool:
    """Sent by the program through a session, for one row, not for a relationship."""
    return BATCH.search(record.sql) is None and (
        record.session is not None
        and record.operation != "reload"  # another problem: expired-after-commit
        and record.relationship is None
        and record.line is not None
        and record.sql.lstrip().upper().startswith("SELECT")
    )
