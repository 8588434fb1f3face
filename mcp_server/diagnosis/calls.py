"""What functions raised that were called with values of ours."""

import re
from collections.abc import Callable, Iterator

from mcp_server.results import CallRecord, Evidence, Finding, Problem, RaisedError

CERTAIN = {
    *("AmbiguousForeignKeysError", "ArgumentError", "CompileError"),
    *("MissingGreenlet", "NoForeignKeysError", "NoReferencedTableError"),
    *("ObjectNotExecutableError",),
}
"""No argument brings these about: the function raises them whatever it is given."""
WITHOUT_ROWS = {"DetachedInstanceError"}
"""Certain if no row of ours was among the arguments."""
MAPPERS = re.compile(
    r"mappers? failed to initialize|failed to locate a name", re.IGNORECASE
)
LONGEST = 200
Known = Callable[[RaisedError], Problem | None]


def find(evidence: Evidence, known: Known) -> Iterator[Finding]:
    """One finding for each line where a function cannot but fail."""
    seen: set[tuple[str | None, int | None, str]] = set()
    for call in evidence.calls:
        key = (call.file, call.line, call.raised.type)
        if _is_certain(call) and key not in seen:
            seen.add(key)
            yield _finding(call, known(call.raised))


def _is_certain(call: CallRecord) -> bool:
    raised = call.raised
    if not raised.qualified_type.startswith("sqlalchemy."):
        return False
    if raised.type in WITHOUT_ROWS:
        return not call.given_rows
    # aiosqlite's MissingGreenlet comes wrapped in a StatementError.
    names = CERTAIN & {raised.type, *raised.chain}
    return bool(names) or bool(MAPPERS.search(raised.message))


def _finding(call: CallRecord, problem: Problem | None) -> Finding:
    said = " ".join(call.raised.message.split("(Background")[0].split())[:LONGEST]
    what = f"{call.function[:80]}() was called and raised {call.raised.type}"
    return Finding(
        problem=problem.id if problem else None,
        severity="error",
        file=call.file,
        line=call.line,
        message=f"{what}: {problem.cause if problem else said}",
        fix=problem.fix if problem else None,
    )
