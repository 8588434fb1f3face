"""Evidence and findings as one compact answer, whatever the snippet did."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from mcp_server.diagnosis import findings as diagnose
from mcp_server.diagnosis.next_step import next_step
from mcp_server.results import (
    Evidence,
    Finding,
    Problem,
    RequestRecord,
    RequestSummary,
    SnippetError,
    StatementGroup,
    StatementSummary,
    Stopped,
    Validation,
)

Detail = Literal["summary", "full"]
MOST_CHARACTERS, MOST_IF_CLEAN = 6_000, 1_000
"""Of the answer as JSON, with detail `summary`."""
SCHEMA = ("PRAGMA", "CREATE", "DROP", "ALTER")


@dataclass(frozen=True)
class Room:
    """How much of each thing has a place in the answer."""

    findings: int
    groups: int
    requests: int
    texts: int
    """Entries of each list of texts."""
    sql: int
    output: int
    message: int


FULL = Room(200, 500, 500, 100, 2_000, 20_000, 4_000)
ROOMS = (
    Room(20, 12, 12, 12, 240, 2_000, 1_000),
    Room(12, 8, 8, 8, 160, 1_000, 500),
    Room(10, 6, 6, 6, 120, 500, 300),
    Room(8, 4, 4, 4, 100, 250, 250),
    Room(5, 3, 3, 3, 80, 120, 160),
    Room(3, 2, 2, 2, 60, 60, 100),
    Room(1, 1, 1, 1, 40, 30, 60),
)
"""From wide to narrow: the first in which the answer is short enough is taken."""
CLEAN_ROOMS = (
    Room(20, 8, 8, 10, 120, 400, 300),
    Room(20, 4, 4, 8, 100, 250, 200),
    Room(20, 2, 3, 8, 80, 120, 160),
    Room(20, 1, 2, 6, 60, 60, 120),
    Room(20, 1, 1, 4, 40, 40, 80),
    Room(20, 1, 1, 2, 40, 30, 60),
)
"""Of what went well, what had to be assumed is worth more than statements."""


def validation(
    seen: Evidence,
    problems: Sequence[Problem],
    detail: Detail = "summary",
    static: Sequence[Finding] = (),
) -> Validation:
    """Everything that a run showed, the most important first and within its size.

    `static` is what the rules say about the same code.
    """
    found = diagnose.findings(seen, problems, static)
    if detail == "full":
        return _answer(seen, problems, found, FULL)
    clean = seen.status == "passed" and not found
    most = MOST_IF_CLEAN if clean else MOST_CHARACTERS
    for room in CLEAN_ROOMS if clean else ROOMS:
        answer = _answer(seen, problems, found, room)
        if len(answer.model_dump_json()) <= most:
            break
    return answer


def _answer(
    seen: Evidence, problems: Sequence[Problem], found: list[Finding], room: Room
) -> Validation:
    kept = [_shortened(one, room) for one in found[: room.findings]]
    requests = _requests(seen)
    ok = seen.status == "passed" and all(one.severity != "error" for one in found)
    return Validation(
        status=seen.status,
        ok=ok,
        error=_error(seen, problems, room),
        stopped=_stopped(seen),
        findings=kept,
        findings_left_out=len(found) - len(kept),
        statements=_statements(seen, room),
        requests=[_shortened_request(one, room) for one in requests[: room.requests]],
        requests_left_out=max(0, len(requests) - room.requests),
        tables=_tables(seen) if room is FULL else [],
        stdout=seen.stdout[: room.output],
        stdout_left_out=max(0, len(seen.stdout) - room.output) + seen.output_left_out,
        stderr=_end(seen.stderr, room.output),
        assumed=_some(seen.assumed, room),
        redirected=_some(seen.redirected, room),
        sandbox=seen.sandbox,
        duration_ms=seen.duration_ms,
        next_step=next_step(seen, found),
    )


def _error(
    seen: Evidence, problems: Sequence[Problem], room: Room
) -> SnippetError | None:
    if seen.error is None:
        return None
    error = diagnose.error(seen.error, problems)
    return error.model_copy(update={"message": _start(error.message, room.message)})


def _shortened(finding: Finding, room: Room) -> Finding:
    changes = {
        "message": _start(finding.message, room.message),
        "fix": _start(finding.fix, room.message) if finding.fix else None,
    }
    return finding.model_copy(update=changes)


def _stopped(seen: Evidence) -> Stopped | None:
    if seen.stopped_by is None:
        return None
    return Stopped(by=seen.stopped_by, file=seen.stopped_file, line=seen.stopped_line)


def _statements(seen: Evidence, room: Room) -> StatementSummary:
    """Equal statements of one line together, the most frequent first.

    Those that make or inspect tables come last: they are seldom the question.
    """
    counts = Counter((one.sql, one.file, one.line) for one in seen.statements)
    ordered = sorted(
        counts.items(), key=lambda item: (_is_of_schema(item[0][0]), -item[1])
    )
    groups = [
        StatementGroup(
            sql=_start(" ".join(sql.split()), room.sql),
            count=count,
            file=file,
            line=line,
        )
        for (sql, file, line), count in ordered
        if room is FULL or not _is_of_schema(sql)
    ]
    return StatementSummary(
        total=seen.statements_total,
        groups=groups[: room.groups],
        groups_left_out=max(0, len(counts) - room.groups, len(counts) - len(groups)),
    )


def _is_of_schema(sql: str) -> bool:
    return sql.lstrip().upper().startswith(SCHEMA)


def _requests(seen: Evidence) -> list[RequestSummary]:
    """Requests with the same outcome together: failures, then in order."""
    statements = Counter(one.request for one in seen.statements)
    alike: defaultdict[tuple[object, ...], list[RequestRecord]] = defaultdict(list)
    for one in seen.requests:
        alike[_is_fine(one), one.method, _route(one), one.status, one.probe].append(one)
    ordered = sorted(alike.values(), key=lambda ones: _importance(ones[0]))
    return [
        RequestSummary(
            method=ones[0].method,
            path=_path(ones),
            status=ones[0].status,
            error=_first_line(ones[0].error),
            statements=max(statements[one.number] for one in ones),
            milliseconds=max(one.milliseconds for one in ones),
            count=len(ones),
            probe=ones[0].probe,
        )
        for ones in ordered
    ]


def _importance(record: RequestRecord) -> tuple[bool, int]:
    """Failures first; then what was asked for, the program's own, and ours."""
    rank = {"asked": 0, None: 1}
    return _is_fine(record), rank.get(record.probe, 2)


def _first_line(text: str | None) -> str | None:
    return text.partition("\n")[0] if text else None


def _is_fine(record: RequestRecord) -> bool:
    return record.error is None and record.status is not None and record.status < 500


def _path(records: list[RequestRecord]) -> str:
    """The path as it was asked for; ours by the route, for we made up the rest."""
    first = records[0]
    is_ours = first.probe not in (None, "asked")
    return _route(first) if is_ours or len(records) > 1 else first.path


def _route(record: RequestRecord) -> str:
    return record.route or record.path


def _shortened_request(request: RequestSummary, room: Room) -> RequestSummary:
    changes = {
        "path": _start(request.path, room.sql),
        "error": _start(request.error, room.sql) if request.error else None,
    }
    return request.model_copy(update=changes)


def _tables(seen: Evidence) -> list[str]:
    return [table.ddl for table in seen.tables]


def _some(texts: list[str], room: Room) -> list[str]:
    """The first of them, and how many there were more."""
    if len(texts) <= room.texts:
        return [_start(text, room.message) for text in texts]
    kept = [_start(text, room.message) for text in texts[: room.texts - 1]]
    return [*kept, f"and {len(texts) - len(kept)} more"]


def _start(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 3]}..."


def _end(text: str, most: int) -> str:
    """The end of a traceback says what happened; its beginning can go."""
    return text if len(text) <= most else f"[...] {text[-most:]}"
