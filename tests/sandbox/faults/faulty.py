"""A pool that is watched while things break, and programs that say where they are.

No test waits for a time to pass. A program behind the walls prints when it has got
somewhere, and then waits for a signal; the kernel tells when a process has ended.
"""

import importlib
import os
import queue
import tempfile
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from types import ModuleType

import anyio
import anyio.to_thread
import pytest
from mcp_server import sandbox
from mcp_server.results import Evidence, Limits
from mcp_server.sandbox.forked import Child
from mcp_server.sandbox.output import Output
from mcp_server.sandbox.pool import Pool
from tests.bench import processes, programs

SECONDS = 30
"""After so long a test has failed; none needs it."""
LASTING = Limits(wall_seconds=60)
STARTED = "started\n"
WAITING = f"""\
import signal
signal.pthread_sigmask(signal.SIG_BLOCK, {{signal.SIGUSR1}})
print({STARTED!r}, end="", flush=True)
signal.sigwait({{signal.SIGUSR1}})
"""


class WatchedPool(Pool):
    """A pool that says when a program has got somewhere, and when nothing runs."""

    def __init__(self) -> None:
        super().__init__()
        self._given_back = threading.Condition()
        self.starts: queue.SimpleQueue[bytes] = queue.SimpleQueue()

    def _free(self, child: Child) -> None:
        super()._free(child)
        with self._given_back:
            self._given_back.notify_all()

    def settle(self) -> None:
        """Wait until nothing runs and every child that waits has been forked."""
        with self._given_back:
            assert self._given_back.wait_for(lambda: not self._running, SECONDS)
        super().settle()
        for child in self._spares:
            child.process.result(SECONDS)

    def next(self) -> int:
        """A handle of the child that the next run will have."""
        return os.dup(self._spares[0].process.result(SECONDS))

    async def start(self) -> None:
        """Wait until a program says that it runs."""
        await anyio.to_thread.run_sync(partial(self.starts.get, timeout=SECONDS))


def run_module() -> ModuleType:
    # The package has a function of the same name.
    return importlib.import_module("mcp_server.sandbox.run")


async def run(code: str, limits: Limits | None = None) -> Evidence:
    return await sandbox.run(programs.program(code), limits)


async def run_during(
    code: str, limits: Limits, happens: Callable[[], Awaitable[None]]
) -> Evidence:
    """Run a program while something happens."""
    seen: list[Evidence] = []
    happened = anyio.Event()

    async def call() -> None:
        seen.append(await run(code, limits))
        assert happened.is_set(), f"it ended too soon: {seen}"

    with anyio.fail_after(SECONDS):
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(call)
            await happens()
            happened.set()
    return seen[0]


async def assert_that_the_next_run_passes() -> None:
    seen = await run("print('right')")
    assert (seen.status, seen.stdout) == ("passed", "right\n")


async def end_of(handle: int) -> None:
    """Wait for the death of the process behind a pidfd."""
    with anyio.fail_after(SECONDS):
        await anyio.wait_readable(handle)
    os.close(handle)


def children(pool: Pool) -> set[int]:
    """The processes that wait in a pool."""
    Pool.settle(pool)
    return {
        processes.of_handle(child.process.result(SECONDS)) for child in pool._spares
    }


def zygote_of(pool: Pool) -> int:
    return processes.parent(min(children(pool)))


@asynccontextmanager
async def pool_in(folder: Path) -> AsyncIterator[WatchedPool]:
    """A pool whose folders lie in this one; it has run something already."""
    pool = WatchedPool()
    add = Output.add

    def listen(output: Output, stream: bytearray, chunk: bytes) -> None:
        add(output, stream, chunk)
        if chunk == STARTED.encode():
            pool.starts.put(chunk)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Output, "add", listen)
        patch.setattr(tempfile, "tempdir", str(folder))
        patch.setattr(run_module(), "pool", pool)
        try:
            await assert_that_the_next_run_passes()
            yield pool
        finally:
            await anyio.to_thread.run_sync(pool.close)
