"""The life of one child: enter the walls, wait for a job, run it, die."""

import atexit
import faulthandler
import json
import os
import random
import signal
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

from mcp_server.observe.job import Job
from mcp_server.observe.program import Observed, flush
from mcp_server.observe.report import Report
from mcp_server.results import Program
from mcp_server.sandbox import folder, prefault, walls

FAILED, BROKEN = 1, 70
"""Exit codes: the program failed; the child could not get so far as to run it."""
WHERE = signal.SIGUSR2
"""The supervisor sends it before it kills: the answer is a traceback."""


def live(
    jail: walls.Jail,
    descriptors: list[int],
    memory: prefault.Ranges,
    # Bound here: a program that replaces os._exit must not return into the zygote.
    leave: Callable[[int], NoReturn] = os._exit,
) -> NoReturn:
    """Do everything that a child does; never returns."""
    code = BROKEN
    try:
        code = _work(jail, descriptors, memory)
    except BaseException:  # noqa: BLE001 - it is told to the supervisor, then we die
        os.write(2, traceback.format_exc().encode())
    finally:
        leave(code)


def _work(jail: walls.Jail, descriptors: list[int], memory: prefault.Ranges) -> int:
    job_pipe, out, err, report_pipe, trace_pipe = descriptors
    _standard_streams(out, err)
    _explain_deaths(trace_pipe)
    random.seed()
    walls.enter(jail)
    scratch = Path(jail.scratch)
    observed = Observed(scratch, Report(report_pipe))
    prefault.make_private(memory, job_pipe)
    with os.fdopen(job_pipe, "rb") as pipe:
        text = pipe.read()
    if not text:  # the supervisor has closed the pipe: nobody needs this child
        return 0
    return _run(json.loads(text), scratch, observed)


def _run(job: dict[str, Any], scratch: Path, observed: Observed) -> int:
    program = Program.model_validate(job["program"])
    folder.write(program, scratch)
    passed = observed.run(Job.of(job["program"], job["statements_kept"]))
    # As a plain interpreter does at its end; we leave without coming back to it.
    threading._shutdown()  # type: ignore[attr-defined]  # joins non-daemon threads
    atexit._run_exitfuncs()
    flush()
    return int(job["exit_code"]) if passed else FAILED


def _standard_streams(out: int, err: int) -> None:
    null = os.open(os.devnull, os.O_RDONLY)
    for source, target in ((null, 0), (out, 1), (err, 2)):
        os.dup2(source, target)


def _explain_deaths(trace_pipe: int) -> None:
    """Write the line that is being executed before the limits strike."""
    faulthandler.register(WHERE, file=trace_pipe, all_threads=False)
    faulthandler.register(signal.SIGXCPU, file=trace_pipe, chain=True)
