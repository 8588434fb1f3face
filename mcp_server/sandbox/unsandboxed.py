"""Runs a program in an ordinary process: only where the user has allowed it."""

import json
import os
import signal
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import anyio
from anyio.abc import ByteReceiveStream, Process

from mcp_server.results import Limits, Program
from mcp_server.sandbox import folder
from mcp_server.sandbox.environment import interpreter, scrubbed
from mcp_server.sandbox.output import Output
from mcp_server.sandbox.removal import remove
from mcp_server.sandbox.watched import Ended, Watched

BOOTSTRAP = "from mcp_server.sandbox.alone import main; main()"


async def watch(program: Program, limits: Limits, code: int) -> Watched:
    """Run a program in a folder of its own, with a clock and bounded output.

    Everything else that `limits` says has no wall behind it here.
    """
    base = Path(tempfile.mkdtemp(prefix="sqlmodel-production-")).resolve()
    try:
        scratch = base / "program"
        scratch.mkdir()
        folder.write(program, scratch)
        report = scratch.parent / "report.jsonl"
        job = {
            "folder": str(scratch),
            "report": str(report),
            "program": program.model_dump(mode="json", exclude={"files"}),
            "statements_kept": limits.statements_kept,
            "exit_code": code,
        }
        seen = await _supervise(json.dumps(job).encode(), scratch, limits)
        if report.exists():
            seen.report += report.read_bytes()
        return seen
    finally:
        remove(base)


async def _supervise(job: bytes, scratch: Path, limits: Limits) -> Watched:
    seen = Watched(Output(limits.output_bytes))
    started = time.monotonic()
    process = await anyio.open_process(
        interpreter(BOOTSTRAP),
        cwd=scratch,
        env=scrubbed(scratch),
        start_new_session=True,
    )
    try:
        with anyio.move_on_after(limits.wall_seconds) as wall:
            await _communicate(process, job, seen.output)
    finally:
        # Also what the program itself has started, and also when we are cancelled.
        _kill(process)
        with anyio.CancelScope(shield=True):
            await process.aclose()
    seen.seconds = time.monotonic() - started
    if process.returncode is not None:
        seen.ended = Ended(process.returncode, cpu_seconds=0, memory_bytes=0)
    if wall.cancelled_caught:
        seen.stopped_by = "wall"
    elif seen.output.overflowed:
        seen.stopped_by = "output"
    return seen


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
