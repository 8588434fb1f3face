"""A server that has no descriptor left says so, and goes on once it has some again.

Each test has a process of its own, since nothing works in one without descriptors.
"""

import json
import subprocess
import sys
from typing import Any

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the walls are Linux's")

SECONDS = 60
"""After so long a test has failed; none needs it."""
TAKE = """\
import json, os, resource, signal

resource.setrlimit(resource.RLIMIT_NOFILE, (100, 100))

def take_all_but(free):
    taken = []
    try:
        while True: taken.append(os.dup(0))
    except OSError:
        free_all([taken.pop() for _ in range(free)])
        return taken

def free_all(taken):
    for one in taken: os.close(one)

def count():
    return len(os.listdir("/proc/self/fd"))
"""
HANDLE = """\
from mcp_server.results import Limits
from mcp_server.sandbox.zygote_process import ZygoteProcess

zygote = ZygoteProcess()
zygote.wait_until_ready()
before = count()
handle = zygote._ready.result()
signal.pidfd_send_signal(handle, signal.SIGSTOP)
child = zygote.fork(Limits())
taken = take_all_but(0)
signal.pidfd_send_signal(handle, signal.SIGCONT)
said = str(child.process.exception(30))
free_all(taken)
child.discard()
child.ended.result(30)  # without a job it does not stay
child = zygote.fork(Limits())
child.process.result(30)
child.discard()
child.ended.result(30)
left = count() - before
zygote.close()
print(json.dumps({"said": said, "left": left}))
"""
RUNS = """\
import anyio
from mcp_server import sandbox
from mcp_server.results import Program
from mcp_server.sandbox.pool import pool

async def run():
    seen = await sandbox.run(Program(files={"p.py": "print('right')"}, entry="p.py"))
    pool.settle()
    for child in pool._spares: child.process.exception(30)
    return [seen.status, seen.stdout, seen.sandbox.reason]

async def main():
    first = await run()
    before, told = count(), []
    for free in range(0, 24, 2):
        taken = take_all_but(free)
        without = await run()
        free_all(taken)
        told.append([without, await run(), count() - before])
    print(json.dumps({"first": first, "told": told}))

anyio.run(main)
"""


def _told(code: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", TAKE + code],
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def test_a_child_whose_handle_gets_lost_is_given_up_and_the_next_one_is_made() -> None:
    told = _told(HANDLE)

    assert "Too many open files" in told["said"]
    assert told["left"] == 0


def test_runs_without_descriptors_say_so_and_the_next_ones_pass() -> None:
    passed = ["passed", "right\n", None]
    told = _told(RUNS)

    assert told["first"] == passed
    for without, after, left in told["told"]:
        if without != passed:
            assert without[0] == "sandbox-unavailable", without
            assert "Too many open files" in without[2]
        assert (after, left) == (passed, 0)
    assert any(without != passed for without, _, _ in told["told"])
