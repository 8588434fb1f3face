"""Processes that die or stop: the run that it hits says so, the next one is right."""

import importlib
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from mcp_server.results import Limits
from tests.bench import processes
from tests.sandbox.faults.faulty import (
    LASTING,
    STARTED,
    WAITING,
    WatchedPool,
    assert_that_the_next_run_passes,
    end_of,
    run_during,
    zygote_of,
)

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.skipif(sys.platform != "linux", reason="the walls are Linux's"),
]

WITHOUT_BUBBLEWRAP = """\
from mcp_server.sandbox import namespaces
namespaces.works = lambda: False
"""
RUNNING_SERVER = f"""\
import anyio
from mcp_server import sandbox
from mcp_server.results import Program
from mcp_server.sandbox.output import Output

add = Output.add

def tell(self, stream, chunk):
    add(self, stream, chunk)
    print(chunk.decode(), end="", flush=True)

async def run(code):
    return await sandbox.run(Program(files={{"p.py": code}}, entry="p.py"))

async def main():
    await run("pass")
    Output.add = tell
    await run({WAITING!r})

anyio.run(main)
"""
STARTING_SERVER = f"""\
from mcp_server.sandbox.zygote_process import ZygoteProcess
ZygoteProcess()
print({STARTED!r}, end="", flush=True)
input()
"""
SERVERS = {
    "that runs something": RUNNING_SERVER,
    "that warms up": STARTING_SERVER,
    "that runs something without bubblewrap": WITHOUT_BUBBLEWRAP + RUNNING_SERVER,
    "that warms up without bubblewrap": WITHOUT_BUBBLEWRAP + STARTING_SERVER,
}


async def test_a_run_whose_zygote_is_killed_is_killed_and_the_next_one_passes(
    pool: WatchedPool, pool_folder: Path
) -> None:
    child, zygote = pool.next(), zygote_of(pool)

    async def kill() -> None:
        await pool.start()
        os.kill(zygote, signal.SIGKILL)

    seen = await run_during(WAITING, LASTING, kill)

    assert seen.status == "killed"
    await end_of(child)
    await assert_that_the_next_run_passes()
    assert zygote_of(pool) != zygote
    pool.settle()
    assert len(list(pool_folder.iterdir())) == 1


async def test_a_zygote_killed_between_two_runs_is_replaced(pool: WatchedPool) -> None:
    zygote = zygote_of(pool)
    handle = os.pidfd_open(zygote)

    os.kill(zygote, signal.SIGKILL)
    await end_of(handle)

    await assert_that_the_next_run_passes()
    assert zygote_of(pool) != zygote


async def test_a_waiting_child_that_was_killed_is_not_handed_out(
    pool: WatchedPool,
) -> None:
    child = pool.next()

    signal.pidfd_send_signal(child, signal.SIGKILL)
    await end_of(child)

    await assert_that_the_next_run_passes()


async def test_a_stopped_child_is_ended_by_the_wall_clock(pool: WatchedPool) -> None:
    child = pool.next()

    async def stop() -> None:
        await pool.start()
        signal.pidfd_send_signal(child, signal.SIGSTOP)

    seen = await run_during(WAITING, Limits(wall_seconds=0.5), stop)

    assert (seen.status, seen.stopped_by) == ("timed-out", "wall")
    await end_of(child)
    await assert_that_the_next_run_passes()


@pytest.mark.parametrize("server", SERVERS.values(), ids=list(SERVERS))
async def test_nothing_is_left_of_a_killed_server(server: str, tmp_path: Path) -> None:
    handles = _kill_once_started(server, tmp_path)

    assert handles
    for handle in handles:
        await end_of(handle)
    assert list(tmp_path.iterdir()) == []


def _kill_once_started(server: str, folder: Path) -> list[int]:
    """Handles of all processes that a server has started, directly or not."""
    with subprocess.Popen(
        [sys.executable, "-c", server],
        env={**os.environ, "TMPDIR": str(folder)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout and process.stdout.readline() == STARTED
        handles = list(map(os.pidfd_open, processes.descendants(process.pid)))
        process.kill()
        return handles


async def test_changed_packages_replace_the_zygote_and_its_last_run_ends_well(
    pool: WatchedPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    child, zygote = pool.next(), zygote_of(pool)
    end_of_zygote = os.pidfd_open(zygote)

    async def install_something() -> None:
        await pool.start()
        module = importlib.import_module("mcp_server.sandbox.pool")
        monkeypatch.setattr(module, "_library_times", lambda: (1,))
        await assert_that_the_next_run_passes()
        signal.pidfd_send_signal(child, signal.SIGUSR1)

    seen = await run_during(WAITING, LASTING, install_something)

    assert seen.status == "passed"
    await end_of(child)
    await end_of(end_of_zygote)
    assert zygote_of(pool) != zygote
