"""Starts the child process, feeds it, limits it, and puts the evidence together."""

import json
import os
import secrets
import signal
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import anyio
from anyio.abc import ByteReceiveStream, Process

from mcp_server.results import Evidence, Limits, Program, SandboxLevel, Status
from mcp_server.sandbox import folder, records
from mcp_server.sandbox.output import Output

UNSANDBOXED = SandboxLevel(
    level="none",
    missing=["files", "network", "processes", "memory", "cpu"],
)
"""There are no walls yet: the program can do what this user can do."""

BOOTSTRAP = (
    "import sys; sys.path.append(sys.argv.pop()); "
    "from mcp_server.observe.child import main; main()"
)
SUCCESS_CODES = range(64, 256)
"""One is agreed upon for each run: a program that just exits does not know it."""
PACKAGE_FOLDER = Path(__file__).resolve().parents[2]


async def run(program: Program, limits: Limits | None = None) -> Evidence:
    """Run a program in a separate process, in an empty folder, and say what was seen.

    Raises:
        InvalidArgument: the program's files cannot be placed in a folder.
    """
    limits = limits or Limits()
    # The child may leave files that this process cannot remove: never fail for them.
    with tempfile.TemporaryDirectory(
        prefix="sqlmodel-production-", ignore_cleanup_errors=True
    ) as base:
        scratch = Path(base).resolve() / "program"
        scratch.mkdir()
        folder.write(program, scratch)
        report = scratch.parent / "report.jsonl"
        job = {
            "folder": str(scratch),
            "report": str(report),
            "entry": program.entry,
            "unjudged": sorted(program.unjudged),
            "statements_kept": limits.statements_kept,
            "exit_code": secrets.choice(SUCCESS_CODES),
        }
        return await _supervise(job, scratch, report, limits)


async def _supervise(
    job: dict[str, Any], scratch: Path, report: Path, limits: Limits
) -> Evidence:
    output = Output(limits.output_bytes)
    started = time.monotonic()
    process = await anyio.open_process(
        [
            sys.executable,
            "-I",
            "-X",
            "utf8",
            "-W",
            "default",
            "-c",
            BOOTSTRAP,
            str(PACKAGE_FOLDER),
        ],
        cwd=scratch,
        env=_environment(scratch),
        start_new_session=True,
    )
    try:
        with anyio.move_on_after(limits.wall_seconds) as wall:
            await _communicate(process, json.dumps(job).encode(), output)
    finally:
        # Also what the program itself has started, and also when we are cancelled.
        _kill(process)
        with anyio.CancelScope(shield=True):
            await process.aclose()
    return _evidence(
        0 if process.returncode == job["exit_code"] else process.returncode or 1,
        "wall" if wall.cancelled_caught else "output" if output.overflowed else None,
        output,
        records.read(report, limits.statements_kept),
        round((time.monotonic() - started) * 1000),
    )


async def _communicate(process: Process, job: bytes, output: Output) -> None:
    """Send the job and read both streams to their end, or until they are too long."""
    assert process.stdin and process.stdout and process.stderr
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(_read, process.stdout, output.stdout, output, process)
        tasks.start_soon(_read, process.stderr, output.stderr, output, process)
        with suppress(anyio.BrokenResourceError):
            await process.stdin.send(job)
            await process.stdin.aclose()
    await process.wait()


async def _read(
    stream: ByteReceiveStream, into: bytearray, output: Output, process: Process
) -> None:
    async for chunk in stream:
        output.add(into, chunk)
        if output.overflowed:
            _kill(process)


def _kill(process: Process) -> None:
    """End the process and the processes it has started."""
    with suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:  # Windows has no process groups to signal
            process.kill()


def _environment(scratch: Path) -> dict[str, str]:
    """Only what Python needs: no secret and no DATABASE_URL of the user gets in."""
    inherited = ("PATH", "SYSTEMROOT", "TZ")
    kept = {name: os.environ[name] for name in inherited if name in os.environ}
    place = str(scratch)
    return kept | {"HOME": place, "TMPDIR": place, "TEMP": place, "LANG": "C.UTF-8"}


def _evidence(
    exit_code: int | None,
    stopped_by: str | None,
    output: Output,
    reported: records.ReportedRun,
    duration_ms: int,
) -> Evidence:
    return Evidence(
        status=_status(exit_code, stopped_by, reported),
        stopped_by=stopped_by,
        exit_code=exit_code,
        duration_ms=duration_ms,
        stdout=output.text(output.stdout),
        stderr=output.text(output.stderr),
        output_left_out=output.left_out,
        error=reported.error,
        statements=reported.statements,
        statements_total=reported.statements_total,
        redirected=reported.redirected,
        sandbox=UNSANDBOXED,
    )


def _status(
    exit_code: int | None, stopped_by: str | None, reported: records.ReportedRun
) -> Status:
    if stopped_by == "wall":
        return "timed-out"
    if stopped_by or (exit_code is not None and exit_code < 0):
        return "killed"
    if reported.ended and reported.error is None and exit_code == 0:
        return "passed"
    return "failed"
