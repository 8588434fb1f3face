"""Executes a snippet and says what is wrong with it."""

from collections import Counter
from typing import Annotated

from pydantic import Field

from mcp_server import sandbox
from mcp_server.diagnosis import findings as diagnose
from mcp_server.errors import InvalidArgument
from mcp_server.knowledge.problems import problems
from mcp_server.results import (
    Evidence,
    Finding,
    Limits,
    Program,
    StatementGroup,
    StatementSummary,
    Status,
    Stopped,
    Validation,
)

TITLE = "Validate a snippet by running it"
READ_ONLY = True

SNIPPET, CONTEXT, BOTH = "snippet.py", "_context.py", "_both.py"
BOTH_SOURCE = """\
from pathlib import Path

for _name in {names!r}:
    _path = Path(__file__).parent / _name
    exec(compile(_path.read_text("utf-8"), str(_path), "exec", dont_inherit=True))
"""
MOST_FINDINGS = 20
MOST_GROUPS = 15
MOST_SQL = 240
MOST_OUTPUT = 2_000


async def validate_snippet(
    code: Annotated[
        str | None,
        Field(
            description="Python source of one whole program: imports, models, engine, "
            "calls. Send either `code` or `files`.",
        ),
    ] = None,
    files: Annotated[
        dict[str, str] | None,
        Field(
            description="Relative path to text of several files, such as "
            "{'app/models.py': '...', 'main.py': '...'}. Needs `entry`.",
        ),
    ] = None,
    entry: Annotated[
        str | None,
        Field(description="Path in `files` that is run as the program."),
    ] = None,
    context: Annotated[
        str | None,
        Field(
            description="Code that runs before `code`, whose names `code` can use and "
            "which is not judged: models, engine, rows.",
        ),
    ] = None,
    limits: Annotated[
        Limits | None,
        Field(description="Limits of the run; the defaults suit a snippet."),
    ] = None,
) -> Validation:
    """Run Python code that uses SQLModel or SQLAlchemy and report what happened.

    Use it on code you wrote before you show it, and on code you are asked to review.
    It executes in a jailed process (no files of yours, no network) against a private
    SQLite file (other database URLs are redirected to it) and returns status, the
    error with its line, findings such as N+1 with line and fix, and the SQL statements
    grouped by line. The code must be a whole program that calls what is to be checked.
    """
    program = _program(code, files, entry, context)
    seen = await sandbox.run(program, limits)
    return _validation(seen)


def _program(
    code: str | None,
    files: dict[str, str] | None,
    entry: str | None,
    context: str | None,
) -> Program:
    """The files to run.

    Raises:
        InvalidArgument: the arguments do not say what to run.
    """
    if (code is None) == (files is None):
        raise InvalidArgument("send either `code` or `files` with `entry`, one of them")
    if files is None:
        if entry is not None:
            raise InvalidArgument("`entry` goes with `files`; leave it out with `code`")
        files, entry = {SNIPPET: code or ""}, SNIPPET
    entry = entry or _only(files)
    if not files.get(entry, "x").strip():
        what = "`code`" if code is not None else entry
        raise InvalidArgument(f"{what} is empty; send the source of a whole program")
    if context is None:
        return Program(files=files, entry=entry)
    return _with_context(files, entry, context)


def _only(files: dict[str, str]) -> str:
    if not files:
        raise InvalidArgument("`files` is empty; send at least the entry file")
    if len(files) > 1:
        raise InvalidArgument(
            f"say which file to run: `entry` is one of {', '.join(sorted(files)[:10])}"
        )
    return next(iter(files))


def _with_context(files: dict[str, str], entry: str, context: str) -> Program:
    """The context and the entry in one namespace: its names need no import."""
    for name in (CONTEXT, BOTH):
        if name in files:
            raise InvalidArgument(f"the name {name} is taken; rename that file")
    both = BOTH_SOURCE.format(names=(CONTEXT, entry))
    return Program(
        files={**files, CONTEXT: context, BOTH: both},
        entry=BOTH,
        unjudged=frozenset({CONTEXT, BOTH}),
    )


def _validation(seen: Evidence) -> Validation:
    known = problems()
    findings = diagnose.findings(seen, known)
    kept = findings[:MOST_FINDINGS]
    ok = seen.status == "passed" and all(one.severity != "error" for one in findings)
    return Validation(
        status=seen.status,
        ok=ok,
        error=diagnose.error(seen.error, known) if seen.error else None,
        stopped=_stopped(seen),
        findings=kept,
        findings_left_out=len(findings) - len(kept),
        statements=_summary(seen),
        stdout=seen.stdout[:MOST_OUTPUT],
        stdout_left_out=max(0, len(seen.stdout) - MOST_OUTPUT) + seen.output_left_out,
        stderr=_tail(seen.stderr),
        redirected=seen.redirected,
        sandbox=seen.sandbox,
        duration_ms=seen.duration_ms,
        next_step=_next_step(seen, findings),
    )


def _stopped(seen: Evidence) -> Stopped | None:
    if seen.stopped_by is None:
        return None
    return Stopped(by=seen.stopped_by, file=seen.stopped_file, line=seen.stopped_line)


def _tail(text: str) -> str:
    """The end of a traceback says what happened; its beginning can go."""
    return text if len(text) <= MOST_OUTPUT else "[...] " + text[-MOST_OUTPUT:]


def _summary(seen: Evidence) -> StatementSummary:
    """Equal statements of one line together, the most frequent first."""
    counts = Counter((one.sql, one.file, one.line) for one in seen.statements)
    groups = [
        StatementGroup(
            sql=" ".join(sql.split())[:MOST_SQL], count=count, file=file, line=line
        )
        for (sql, file, line), count in counts.most_common()
    ]
    return StatementSummary(
        total=seen.statements_total,
        groups=groups[:MOST_GROUPS],
        groups_left_out=max(0, len(groups) - MOST_GROUPS),
    )


NEXT_STEPS: dict[Status, str] = {
    "timed-out": "It did not end in time: remove the endless loop or the wait, or "
    "raise limits.wall_seconds, then validate again.",
    "killed": "It was stopped: let it print less or do less, then validate again.",
    "failed": "Fix the error at its line, then validate again; explain_problem takes "
    "the error text.",
    "sandbox-unavailable": "It was not run; the sandbox field says what is missing.",
    "passed": "It ran without findings; nothing more to do.",
}


def _next_step(seen: Evidence, findings: list[Finding]) -> str:
    if findings and seen.status in ("passed", "failed"):
        return "Fix the findings from the top, then validate the changed code again."
    if seen.status == "passed" and not seen.statements_total:
        return "It ran, but sent no SQL: call what should be checked, then validate."
    return NEXT_STEPS[seen.status]
