"""Callers that give up, and too many of them: nothing of theirs stays."""

import os
import select
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio
import anyio.to_thread
import pytest
from mcp import Client, StdioServerParameters
from mcp.shared.exceptions import MCPError
from mcp_server.errors import Busy
from mcp_server.sandbox.supervise import Cancellation
from tests.bench import processes
from tests.sandbox.faults.faulty import (
    LASTING,
    SECONDS,
    WAITING,
    WatchedPool,
    assert_that_the_next_run_passes,
    end_of,
    run,
)

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.skipif(sys.platform != "linux", reason="the walls are Linux's"),
]


async def test_a_cancelled_request_over_stdio_kills_its_child_at_once() -> None:
    server = StdioServerParameters(
        command=sys.executable, args=["-m", "mcp_server", "serve"]
    )
    right = {"code": "print('right')"}
    waiting = {"code": WAITING, "limits": {"wall_seconds": 60}}
    others = processes.children("self")

    with anyio.fail_after(SECONDS):
        async with Client(server) as client:
            await client.call_tool("validate_snippet", right)
            (process,) = processes.children("self") - others
            children = _waiting_children(process)
            with pytest.raises((TimeoutError, MCPError)):
                await client.call_tool(
                    "validate_snippet", waiting, read_timeout_seconds=1
                )
            # Long before its time is over.
            await anyio.to_thread.run_sync(_first_end, children)
            answer = await client.call_tool("validate_snippet", right)

    assert answer.structured_content
    assert answer.structured_content["stdout"] == "right\n"


def _waiting_children(server: int) -> list[int]:
    """Handles of the processes below a server that have started no others."""
    below = processes.descendants(server)
    return [os.pidfd_open(one) for one in below if not processes.children(one)]


def _first_end(handles: list[int]) -> None:
    """Wait until one of these processes has ended."""
    poll = select.poll()
    for handle in handles:
        poll.register(handle, select.POLLIN)
    assert poll.poll(SECONDS * 1000)
    for handle in handles:
        os.close(handle)


@asynccontextmanager
async def _all_places_taken(pool: WatchedPool) -> AsyncIterator[None]:
    """Every place has a run that lasts; they are cancelled in the end."""
    children = [os.dup(child.process.result(SECONDS)) for child in pool._spares]
    with anyio.fail_after(SECONDS):
        async with anyio.create_task_group() as tasks:
            for _ in children:
                tasks.start_soon(run, WAITING, LASTING)
                await pool.start()
            yield
            tasks.cancel_scope.cancel()
    for child in children:
        await end_of(child)


async def test_callers_who_give_up_in_the_queue_leave_nothing(
    pool: WatchedPool,
) -> None:
    async with _all_places_taken(pool):
        before = processes.descriptors("self")
        async with anyio.create_task_group() as tasks:
            for _ in range(5):
                tasks.start_soon(run, "print('too late')")
            await anyio.wait_all_tasks_blocked()
            tasks.cancel_scope.cancel()

        assert processes.descriptors("self") <= before

    await assert_that_the_next_run_passes()


async def test_a_full_queue_tells_the_next_caller_to_come_back(
    pool: WatchedPool,
) -> None:
    async with _all_places_taken(pool), anyio.create_task_group() as tasks:
        for _ in range(64):
            tasks.start_soon(run, "pass")
        await anyio.wait_all_tasks_blocked()

        with pytest.raises(Busy, match="64 runs wait already"):
            await run("pass")

        tasks.cancel_scope.cancel()

    await assert_that_the_next_run_passes()


async def test_cancelling_a_run_that_has_just_ended_reaches_no_other_one() -> None:
    """The number of its descriptor may be another run's by then."""
    ended = Cancellation()
    ended.close()
    other = os.eventfd(0, os.EFD_NONBLOCK)

    ended.cancel()

    with pytest.raises(BlockingIOError):
        os.eventfd_read(other)
    os.close(other)
