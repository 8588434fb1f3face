"""The honest floor: a warm process that forks and runs, without walls and observers.

It has done what the zygote does before it is ready. It takes commands as JSON lines on
standard input and answers each with one number a line: milliseconds, or 0.

* `{"do": "fork"}`: a child that ends at once, from fork to wait.
* `{"do": "prepare", "folder": ...}`: a child that has its memory and waits for a job.
* `{"do": "run", "code": ...}`: the job of that child; only its execution is counted.
"""

import ctypes
import gc
import json
import os
import sys
import time
from pathlib import Path
from types import ModuleType
from typing import NoReturn

from mcp_server.observe import warm

MADV_POPULATE_WRITE = 23


class WaitingChild:
    """A forked process that is ready to run one program."""

    def __init__(self, folder: str) -> None:
        job, self._job = os.pipe()
        self._answer, answer = os.pipe()
        self._process = os.fork()
        if self._process == 0:
            os.close(self._job)  # or it would wait for its own end of the pipe
            _live(folder, job, answer)
        os.close(job)
        os.close(answer)
        os.read(self._answer, 1)

    def run(self, code: str) -> float:
        """Hand the program over; the milliseconds of its execution, told by it."""
        with os.fdopen(self._job, "wb") as pipe:
            pipe.write(code.encode())
        with os.fdopen(self._answer, "rb") as answer:
            said = answer.read()
        os.waitpid(self._process, 0)
        return float(said)


def _live(folder: str, job: int, answer: int) -> NoReturn:
    code = 1
    try:
        os.chdir(folder)
        _make_memory_private()
        os.write(answer, b"+")
        with os.fdopen(job, "rb") as pipe:
            source = pipe.read().decode()
        started = time.perf_counter()
        _execute(source, f"{folder}/snippet.py")
        milliseconds = (time.perf_counter() - started) * 1000
        os.write(answer, str(milliseconds).encode())
        code = 0
    finally:
        os._exit(code)


def _make_memory_private() -> None:
    """Copy every page that is shared with the parent: no first write has to."""
    libc = ctypes.CDLL(None)
    libc.madvise.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)
    for line in Path("/proc/self/maps").read_text("utf-8").splitlines():
        place, rights, *_ = line.split()
        if rights == "rw-p" and "[stack]" not in line:
            start, end = (int(number, 16) for number in place.split("-"))
            libc.madvise(start, end - start, MADV_POPULATE_WRITE)


def _execute(source: str, path: str) -> None:
    module = ModuleType("__main__")
    module.__file__ = path
    sys.modules["__main__"] = module
    exec(compile(source, path, "exec", dont_inherit=True), module.__dict__)  # noqa: S102 - running it is the purpose


def _fork_and_wait() -> float:
    started = time.perf_counter()
    process = os.fork()
    if process == 0:
        os._exit(0)
    os.waitpid(process, 0)
    return (time.perf_counter() - started) * 1000


def main() -> None:
    """Warm up as the zygote does, then obey until the input ends."""
    warm.up()
    gc.collect()
    gc.freeze()
    waiting: WaitingChild | None = None
    _answer(0)
    for line in sys.stdin:
        command = json.loads(line)
        if command["do"] == "fork":
            _answer(_fork_and_wait())
        elif command["do"] == "prepare":
            waiting = WaitingChild(command["folder"])
            _answer(0)
        else:
            assert waiting
            _answer(waiting.run(command["code"]))


def _answer(milliseconds: float) -> None:
    sys.stdout.write(f"{milliseconds}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
