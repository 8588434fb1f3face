"""Bombs: each is stopped by its limit, and the next honest run is right."""

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

import pytest
from mcp_server.results import Limits, Status
from mcp_server.sandbox import supervise

if TYPE_CHECKING:
    from tests.sandbox.escapes.conftest import Run

# These limits are the same behind all walls; `test_escape_disk.py` has the others.
pytestmark = pytest.mark.parametrize("place", ["full"], indirect=True, scope="session")

MB = 1 << 20
SMALL = Limits(memory_bytes=256 * MB, scratch_bytes=MB, output_bytes=1024)
ONE_SECOND = Limits(cpu_seconds=1)
AN_INSTANT = Limits(wall_seconds=0.3)
ENOUGH = Limits(
    wall_seconds=60,
    cpu_seconds=60,
    memory_bytes=4096 * MB,
    scratch_bytes=512 * MB,
    output_bytes=4 * MB,
)
"""The same bombs go off without walls, and do no harm."""


class Bomb(NamedTuple):
    """A program that takes too much, and what is to stop it."""

    code: str
    limits: Limits
    stopped_by: str | None
    status: Status = "killed"


BOMBS = {
    "one block of memory": Bomb("bytearray(400 << 20)", SMALL, "memory"),
    "many blocks of memory": Bomb(
        "[bytes(1 << 20) for _ in range(400)]", SMALL, "memory"
    ),
    "memory of small objects": Bomb(
        "[bytes(1_000) for _ in range(350_000)]", SMALL, "memory"
    ),
    "memory shared with nobody": Bomb(
        "import mmap\nif mmap.mmap(-1, 400 << 20): pass", SMALL, None, "failed"
    ),
    "memory in SQLite": Bomb(
        "import sqlite3\n"
        "sqlite3.connect(':memory:').execute('SELECT zeroblob(400000000)').fetchone()",
        SMALL,
        "memory",
    ),
    "threads": Bomb(
        "import threading\n"
        "done = threading.Event()\n"
        "try:\n"
        "    for _ in range(200):\n"
        "        threading.Thread(target=done.wait).start()\n"
        "finally:\n"
        "    done.set()",
        Limits(memory_bytes=512 * MB),
        None,
        "failed",
    ),
    "processor time": Bomb(
        "import time\nwhile time.process_time() < 1.3: pass",
        ONE_SECOND,
        "cpu",
        "timed-out",
    ),
    "processor time, deaf to the warning": Bomb(
        "import signal, time\n"
        "signal.signal(signal.SIGXCPU, signal.SIG_IGN)\n"
        "while time.process_time() < 2.2: pass",
        ONE_SECOND,
        "cpu",
        "timed-out",
    ),
    "processor time of native code in many threads": Bomb(
        "import hashlib, threading, time\n"
        "def burn():\n"
        "    while time.process_time() < 1.3:\n"
        "        hashlib.pbkdf2_hmac('md5', b'', b'', 100_000)\n"
        "for _ in range(4): threading.Thread(target=burn).start()",
        ONE_SECOND,
        "cpu",
        "timed-out",
    ),
    "time": Bomb("import time; time.sleep(0.6)", AN_INSTANT, "wall", "timed-out"),
    "time, deaf to every signal": Bomb(
        "import select, signal\n"
        "signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))\n"
        "select.select([], [], [], 0.8)",
        AN_INSTANT,
        "wall",
        "timed-out",
    ),
    "time of a thread that nobody waits for": Bomb(
        "import threading\nthreading.Timer(0.6, print).start()",
        AN_INSTANT,
        "wall",
        "timed-out",
    ),
    "time at the exit": Bomb(
        "import atexit, select\natexit.register(select.select, [], [], [], 0.6)",
        AN_INSTANT,
        "wall",
        "timed-out",
    ),
    "time in a finalizer": Bomb(
        "import select\n"
        "class Slow:\n"
        "    def __del__(self): select.select([], [], [], 0.6)\n"
        "slow = Slow()\ndel slow",
        AN_INSTANT,
        "wall",
        "timed-out",
    ),
    "descriptors": Bomb(
        "import os\nfor _ in range(400): os.dup(0)", SMALL, None, "failed"
    ),
    "standard output": Bomb("print('x' * 2_000_000)", SMALL, "output"),
    "standard output in small pieces": Bomb(
        "import os\nfor _ in range(2_000): os.write(1, b'x' * 100)", SMALL, "output"
    ),
    "standard error": Bomb(
        "import sys\nprint('x' * 2_000_000, file=sys.stderr)", SMALL, "output"
    ),
    "both in turn": Bomb(
        "import sys\nfor _ in range(2_000):\n"
        "    print('x' * 99)\n    print('x' * 99, file=sys.stderr)",
        SMALL,
        "output",
    ),
}


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS)
def test_a_bomb_is_stopped_by_its_limit(
    bomb: Bomb, behind_walls: "Run", without_walls: "Run", honest: Callable[[], None]
) -> None:
    seen = behind_walls(bomb.code, bomb.limits)

    assert (seen.status, seen.stopped_by) == (bomb.status, bomb.stopped_by), seen
    honest()
    control = without_walls(bomb.code, ENOUGH)
    assert control.status == "passed", control


def test_threads_that_take_no_memory_are_bounded_for_who_is_not_root(
    behind_walls: "Run", without_walls: "Run", honest: Callable[[], None]
) -> None:
    """The kernel counts no threads of root, not even of one without capabilities."""
    code = """\
import _thread, os, threading
threading.stack_size(32_768)
done = threading.Event()
started = 0
try:
    while started < 6_000:
        _thread.start_new_thread(done.wait, ())
        started += 1
except RuntimeError:
    pass
print(started, flush=True)
os._exit(0)  # to wake them all would take seconds
"""
    seen = behind_walls(code)

    assert (int(seen.stdout) == 6_000) == ("user" in seen.sandbox.missing)
    honest()
    assert without_walls(code, ENOUGH).stdout == "6000\n"


def test_python_stops_a_recursion_itself(
    behind_walls: "Run", without_walls: "Run", honest: Callable[[], None]
) -> None:
    """No wall stops it: the control fails as well."""
    for run in (behind_walls, without_walls):
        seen = run("def f(): return f()\nf()")
        assert seen.status == "failed"
        assert seen.error and seen.error.type == "RecursionError"
    honest()


def test_a_recursion_of_native_code_kills_only_its_own_process(
    behind_walls: "Run", without_walls: "Run", honest: Callable[[], None]
) -> None:
    """The kernel stops it, also without walls: the stack is full."""
    code = """\
import ctypes, sys
sys.setrecursionlimit(10**9)
again = ctypes.CFUNCTYPE(ctypes.c_int)(lambda: again())
again()
"""
    assert behind_walls(code).status == "killed"
    honest()
    assert without_walls(code).status == "killed"


def test_a_process_that_stops_itself_is_killed(
    behind_walls: "Run", honest: Callable[[], None]
) -> None:
    """Without walls there is the same supervisor, so there is no other control."""
    seen = behind_walls("import os; os.kill(os.getpid(), 19)", AN_INSTANT)

    assert (seen.status, seen.stopped_by) == ("timed-out", "wall")
    honest()


def test_a_thread_that_goes_on_without_the_main_one_is_killed(
    behind_walls: "Run", without_walls: "Run", honest: Callable[[], None]
) -> None:
    """The process looks dead by then; without walls it ends with its last thread."""
    code = """\
import threading, time
from attempt import libc
threading.Thread(target=time.sleep, args=(0.6,)).start()
libc.syscall({"x86_64": 60, "aarch64": 93}[__import__("platform").machine()], 0)
"""
    seen = behind_walls(code, AN_INSTANT)

    assert (seen.status, seen.stopped_by) == ("timed-out", "wall")
    honest()
    assert without_walls(code).status == "failed"


def test_an_endless_report_is_stopped(
    behind_walls: "Run",
    without_walls: "Run",
    honest: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    code = """\
from attempt import report, write
for _ in range(30): write(report(), b"x" * 100_000 + b"\\n")
"""
    # Without walls the same supervisor counts: with what it allows, there is room.
    assert without_walls(code).status == "passed"
    monkeypatch.setattr(supervise, "MOST_REPORT_BYTES", 1_000_000)

    seen = behind_walls(code)

    assert (seen.status, seen.stopped_by) == ("killed", "output")
    honest()


def test_an_endless_traceback_costs_no_memory(
    behind_walls: "Run", honest: Callable[[], None]
) -> None:
    """What a dying process says of where it was is cut; the rest is passed over."""
    code = """\
from attempt import writable, write
write(writable()[-1], b"x" * 5_000_000)
"""
    assert behind_walls(code).status == "passed"
    honest()
