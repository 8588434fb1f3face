"""Decides what a run was, from what the kernel and the supervisor saw."""

import re
import signal

from mcp_server.results import (
    Evidence,
    Limits,
    RaisedError,
    Status,
    Usage,
)
from mcp_server.sandbox import records
from mcp_server.sandbox.level import UNSANDBOXED
from mcp_server.sandbox.watched import Watched

FRAME = re.compile(r'File "(?P<path>[^"\n]+)", line (?P<line>\d{1,9})\b')
DISK_FULL = ("File too large", "No space left", "disk is full", "disk I/O error")
ENDED_BY = {"SIGXCPU": "cpu", "SIGXFSZ": "disk", "SIGSYS": "forbidden system call"}
"""Signals with which the kernel enforces a limit. (Windows knows none of them.)"""


def evidence(seen: Watched, agreed: int, limits: Limits, scratch: str = "") -> Evidence:
    """The evidence of a run; its success needs everything to agree.

    It says that there were no walls; who has put them up says otherwise.

    The end record must be there exactly once and last, without an error, and the
    process must have left with the code that was agreed for this run.
    """
    reported = records.read(bytes(seen.report), limits.statements_kept)
    exit_code = seen.ended.exit_code if seen.ended else None
    error = reported.end.error
    stopped_by = seen.stopped_by or _stopped_by(seen, limits, error)
    file, line = _place(seen, scratch, error) if stopped_by else (None, None)
    return Evidence(
        status=_status(stopped_by, exit_code == agreed, exit_code, reported),
        stopped_by=stopped_by,
        stopped_file=file,
        stopped_line=line,
        exit_code=0 if exit_code == agreed else exit_code,
        duration_ms=round(seen.seconds * 1000),
        usage=_usage(seen),
        stdout=seen.output.text(seen.output.stdout),
        stderr=seen.output.text(seen.output.stderr),
        output_left_out=seen.output.left_out,
        error=error,
        statements_total=reported.statements_total,
        failed_total=reported.end.failed_total,
        unsent=reported.end.unsent,
        unexecuted=reported.end.unexecuted,
        **reported.lists,
        sandbox=UNSANDBOXED,
    )


def _stopped_by(seen: Watched, limits: Limits, error: RaisedError | None) -> str | None:
    """The limit behind an end that the supervisor did not bring about."""
    if seen.ended and seen.ended.exit_code == -getattr(signal, "SIGKILL", 9):
        # It did not listen to the kernel's warning.
        return "cpu" if seen.ended.cpu_seconds >= limits.cpu_seconds else None
    for name, limit in ENDED_BY.items():
        if seen.ended and seen.ended.exit_code == -getattr(signal, name, 0):
            return limit
    if error and error.type == "MemoryError":
        return "memory"
    if error and any(text in error.message for text in DISK_FULL):
        return "disk"
    return None


def _status(
    stopped_by: str | None,
    agreed: bool,
    exit_code: int | None,
    reported: records.ReportedRun,
) -> Status:
    if stopped_by in ("wall", "cpu"):
        return "timed-out"
    if stopped_by or exit_code is None or exit_code < 0:
        return "killed"
    if agreed and reported.ended and reported.end.error is None:
        return "passed"
    return "failed"


def _place(
    seen: Watched, scratch: str, error: RaisedError | None
) -> tuple[str | None, int | None]:
    """The line in the traceback that the dying child wrote, or that of its error."""
    for frame in FRAME.finditer(seen.trace.decode("utf-8", errors="replace")):
        if frame["path"].startswith(f"{scratch}/"):
            return frame["path"].removeprefix(f"{scratch}/")[:200], int(frame["line"])
    return (error.file, error.line) if error else (None, None)


def _usage(seen: Watched) -> Usage | None:
    if seen.ended is None:
        return None
    return Usage(
        cpu_ms=round(seen.ended.cpu_seconds * 1000),
        memory_bytes=seen.ended.memory_bytes,
        output_bytes=len(seen.output.stdout)
        + len(seen.output.stderr)
        + seen.output.left_out,
    )
