"""Which resources a child can use up."""

import errno
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., dict[str, Any]]


@pytest.fixture
def limited(jailed: Run, place: Path, user: tuple[int, int] | None) -> Run:
    """Runs code behind all walls with some limits of its own."""

    def run(code: str, before: str = "", **limits: int) -> dict[str, Any]:
        options: dict[str, Any] = {"scratch": str(place / "scratch"), "user": user}
        options |= {"readable": [], **limits}
        return jailed(code, before=before, jail=options)

    return run


def test_processor_time_ends_with_a_signal(limited: Run) -> None:
    assert limited("while True: pass", cpu_seconds=1)["signal"] == signal.SIGXCPU


def test_who_ignores_that_signal_is_killed_a_second_later(limited: Run) -> None:
    code = "import signal; signal.signal(signal.SIGXCPU, signal.SIG_IGN)\nwhile True: 1"

    assert limited(code, cpu_seconds=1)["signal"] == signal.SIGKILL


def test_memory_ends(free: Run, limited: Run) -> None:
    code = "value = len(bytearray(300 << 20))"

    assert free(code)["value"] == 300 << 20
    assert limited(code, memory_bytes=256 << 20)["error"] == "MemoryError"
    assert "error" not in limited("bytearray(64 << 20)", memory_bytes=256 << 20)


def test_a_file_ends(free: Run, limited: Run) -> None:
    code = """
written = []
with open("large", "wb", buffering=0) as file:
    written.append(file.write(bytes(1 << 20)))
    {more}
value = written
"""
    more = "written.append(file.write(b'x'))"

    assert free(code.format(more=""))["value"] == [1 << 20]
    assert limited(code.format(more=""), file_bytes=1 << 16)["value"] == [1 << 16]
    full = limited(code.format(more=more), file_bytes=1 << 16)
    assert full["errno"] in (errno.EFBIG, errno.ENOSPC)


def test_all_files_together_end(free: Run, limited: Run) -> None:
    code = """
for name in range(20):
    with open(str(name), "wb") as file:
        file.write(bytes(1 << 14))
"""
    assert "error" not in free(code)
    assert limited(code, file_bytes=1 << 16)["errno"] == errno.ENOSPC


def test_descriptors_end(free: Run, limited: Run) -> None:
    code = "import os; kept = [os.open('/dev/null', 0) for _ in range(100)]"

    assert "error" not in free(code)
    assert limited(code, descriptors=50)["errno"] == errno.EMFILE


def test_forty_threads_fit_into_the_default_memory(limited: Run) -> None:
    """As many as anyio starts at most."""
    code = """
import threading
barrier = threading.Barrier(41)
def work():
    kept = bytearray(1 << 20)
    barrier.wait()
threads = [threading.Thread(target=work) for _ in range(40)]
for thread in threads:
    thread.start()
barrier.wait()
value = len(threads)
for thread in threads:
    thread.join()
"""
    assert limited(code)["value"] == 40


def test_threads_with_tiny_stacks_end(
    free: Run, limited: Run, user: tuple[int, int] | None
) -> None:
    """Each takes a process number of the whole machine."""
    code = """
import threading
threading.stack_size(32768)
stop, count = threading.Event(), 0
try:
    for count in range(100):
        threading.Thread(target=stop.wait).start()
except RuntimeError as error:
    value = str(error)
stop.set()
"""
    few = """
from mcp_server.sandbox.walls import limits
now = int(open('/proc/loadavg').read().split()[3].split('/')[1])
limits.SPARE_THREADS = 20 - now
"""
    is_root = free("import os; value = os.getuid()")["value"] == 0
    if is_root:
        pytest.skip("the kernel does not count root's threads")

    assert free(code)["value"] is None
    assert "can't start new thread" in limited(code, before=few)["value"]


def test_nothing_else_is_left(limited: Run) -> None:
    code = """
import resource
names = 'CORE', 'MEMLOCK', 'MSGQUEUE', 'NICE', 'RTPRIO'
value = [resource.getrlimit(getattr(resource, 'RLIMIT_' + name)) for name in names]
"""
    assert limited(code)["value"] == [[0, 0]] * 5


def test_limits_that_are_lower_already_stay(limited: Run) -> None:
    before = """
import resource
resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
resource.setrlimit(resource.RLIMIT_CPU, (3, 3))
"""
    code = """
import resource
value = [resource.getrlimit(resource.RLIMIT_NOFILE)[1],
         *resource.getrlimit(resource.RLIMIT_CPU)]
"""
    done = limited(code, before=before, descriptors=256, cpu_seconds=5)

    assert done["value"] == [64, 3, 3]


def test_no_limit_can_be_raised_or_lowered(free: Run, limited: Run) -> None:
    code = """
import resource
resource.setrlimit(resource.RLIMIT_NOFILE, {})
"""
    for pair in ("(10, 10)", "(100, 4096)"):
        assert "error" not in free(code.format(pair))
        # Python's own wording for a refusal.
        assert limited(code.format(pair))["error"] == "ValueError"
