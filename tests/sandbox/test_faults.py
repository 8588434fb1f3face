"""Whatever breaks: the run that it hits says so, the next one is right, nothing stays.

No test waits for a time to pass. A program behind the walls prints when it has got
somewhere, and then waits for a signal; the kernel tells when a process has ended.
"""

import importlib
import json
import os
import queue
import select
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from types import ModuleType

import anyio
import anyio.to_thread
import pytest
from mcp import Client, StdioServerParameters
from mcp.shared.exceptions import MCPError
from mcp_server import sandbox
from mcp_server.errors import Busy
from mcp_server.results import Evidence, Limits
from mcp_server.sandbox.forked import Child
from mcp_server.sandbox.output import Output
from mcp_server.sandbox.pool import Pool
from mcp_server.sandbox.supervise import Cancellation
from tests.bench import processes, programs
from tests.bench.hostile import COMMON, RARE, Hostile

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.skipif(sys.platform != "linux", reason="the walls are Linux's"),
]

SECONDS = 30
"""After so long a test has failed; none needs it."""
RUNS, CALLERS = 200, 4
LASTING = Limits(wall_seconds=60)
STARTED = "started\n"
WAITING = f"""\
import signal
signal.pthread_sigmask(signal.SIG_BLOCK, {{signal.SIGUSR1}})
print({STARTED!r}, end="", flush=True)
signal.sigwait({{signal.SIGUSR1}})
"""
HONEST = """\
import os
from sqlmodel import Field, Session, SQLModel, create_engine, select
found = os.listdir()
class Row(SQLModel, table=True):
    id: int = Field(primary_key=True)
engine = create_engine("sqlite:///rows.db")
SQLModel.metadata.create_all(engine)
with Session(engine) as session:
    session.add(Row(id={number}))
    session.commit()
    print(found, [row.id for row in session.exec(select(Row))])
"""
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


def _run_module() -> ModuleType:
    # The package has a function of the same name.
    return importlib.import_module("mcp_server.sandbox.run")


async def _run(code: str, limits: Limits | None = None) -> Evidence:
    return await sandbox.run(programs.program(code), limits)


async def _run_during(
    code: str, limits: Limits, happens: Callable[[], Awaitable[None]]
) -> Evidence:
    """Run a program while something happens."""
    seen: list[Evidence] = []
    happened = anyio.Event()

    async def call() -> None:
        seen.append(await _run(code, limits))
        assert happened.is_set(), f"it ended too soon: {seen}"

    with anyio.fail_after(SECONDS):
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(call)
            await happens()
            happened.set()
    return seen[0]


async def _assert_that_the_next_run_passes() -> None:
    seen = await _run("print('right')")
    assert (seen.status, seen.stdout) == ("passed", "right\n")


async def _end_of(handle: int) -> None:
    """Wait for the death of the process behind a pidfd."""
    with anyio.fail_after(SECONDS):
        await anyio.wait_readable(handle)
    os.close(handle)


def _children(pool: Pool) -> set[int]:
    """The processes that wait in a pool."""
    Pool.settle(pool)
    return {
        processes.of_handle(child.process.result(SECONDS)) for child in pool._spares
    }


def _zygote(pool: Pool) -> int:
    return processes.parent(min(_children(pool)))


@asynccontextmanager
async def _pool_in(folder: Path) -> AsyncIterator[WatchedPool]:
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
        patch.setattr(_run_module(), "pool", pool)
        try:
            await _assert_that_the_next_run_passes()
            yield pool
        finally:
            await anyio.to_thread.run_sync(pool.close)


@pytest.fixture(scope="module")
def pool_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pool")


@pytest.fixture(scope="module")
async def one_pool(pool_folder: Path, anyio_backend: str) -> AsyncIterator[WatchedPool]:
    async with _pool_in(pool_folder) as made:
        yield made


@pytest.fixture
def pool(one_pool: WatchedPool) -> WatchedPool:
    """The same one for all tests: after each fault it must be as good as new."""
    one_pool.settle()
    return one_pool


# --- processes that die or stop ----------------------------------------------


async def test_a_run_whose_zygote_is_killed_is_killed_and_the_next_one_passes(
    pool: WatchedPool, pool_folder: Path
) -> None:
    child, zygote = pool.next(), _zygote(pool)

    async def kill() -> None:
        await pool.start()
        os.kill(zygote, signal.SIGKILL)

    seen = await _run_during(WAITING, LASTING, kill)

    assert seen.status == "killed"
    await _end_of(child)
    await _assert_that_the_next_run_passes()
    assert _zygote(pool) != zygote
    pool.settle()
    assert len(list(pool_folder.iterdir())) == 1


async def test_a_zygote_killed_between_two_runs_is_replaced(pool: WatchedPool) -> None:
    zygote = _zygote(pool)
    handle = os.pidfd_open(zygote)

    os.kill(zygote, signal.SIGKILL)
    await _end_of(handle)

    await _assert_that_the_next_run_passes()
    assert _zygote(pool) != zygote


async def test_a_waiting_child_that_was_killed_is_not_handed_out(
    pool: WatchedPool,
) -> None:
    child = pool.next()

    signal.pidfd_send_signal(child, signal.SIGKILL)
    await _end_of(child)

    await _assert_that_the_next_run_passes()


async def test_a_stopped_child_is_ended_by_the_wall_clock(pool: WatchedPool) -> None:
    child = pool.next()

    async def stop() -> None:
        await pool.start()
        signal.pidfd_send_signal(child, signal.SIGSTOP)

    seen = await _run_during(WAITING, Limits(wall_seconds=0.5), stop)

    assert (seen.status, seen.stopped_by) == ("timed-out", "wall")
    await _end_of(child)
    await _assert_that_the_next_run_passes()


@pytest.mark.parametrize("server", SERVERS.values(), ids=list(SERVERS))
async def test_nothing_is_left_of_a_killed_server(server: str, tmp_path: Path) -> None:
    handles = _kill_once_started(server, tmp_path)

    assert handles
    for handle in handles:
        await _end_of(handle)
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


# --- a zygote that is replaced -----------------------------------------------


async def test_changed_packages_replace_the_zygote_and_its_last_run_ends_well(
    pool: WatchedPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    child, zygote = pool.next(), _zygote(pool)
    end_of_zygote = os.pidfd_open(zygote)

    async def install_something() -> None:
        await pool.start()
        module = importlib.import_module("mcp_server.sandbox.pool")
        monkeypatch.setattr(module, "_library_times", lambda: (1,))
        await _assert_that_the_next_run_passes()
        signal.pidfd_send_signal(child, signal.SIGUSR1)

    seen = await _run_during(WAITING, LASTING, install_something)

    assert seen.status == "passed"
    await _end_of(child)
    await _end_of(end_of_zygote)
    assert _zygote(pool) != zygote


# --- a full disk -------------------------------------------------------------


FILLING = {
    "bytes": "for n in range(9): open(str(n), 'wb').write(bytes(16 << 20))",
    "files": "for n in range(9_999): open(str(n), 'w').close()",
}


@pytest.mark.parametrize("code", FILLING.values(), ids=list(FILLING))
async def test_a_program_that_fills_its_disk_is_stopped_by_it(
    pool: WatchedPool, code: str
) -> None:
    seen = await _run(code)

    assert (seen.status, seen.stopped_by) == ("killed", "disk")
    await _assert_that_the_next_run_passes()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder on a file system of 8 MiB and 100 files."""
    if os.getuid() != 0:
        pytest.skip("only root can mount a small file system")
    mount = ["mount", "-t", "tmpfs", "-o", "size=8m,nr_inodes=100", "tmpfs"]
    done = subprocess.run([*mount, tmp_path], capture_output=True, check=False)
    if done.returncode != 0:
        pytest.skip(f"a small file system is refused: {done.stderr.decode().strip()}")
    yield tmp_path
    subprocess.run(["umount", tmp_path], check=True)


@pytest.fixture
async def small_pool(
    small_disk: Path, anyio_backend: str
) -> AsyncIterator[WatchedPool]:
    async with _pool_in(small_disk) as made:
        yield made


async def test_on_a_disk_that_others_have_filled_a_run_is_right_or_says_why_not(
    small_pool: WatchedPool, small_disk: Path
) -> None:
    filling = small_disk / "filling"
    with filling.open("wb", buffering=0) as file, pytest.raises(OSError, match="space"):
        while True:
            file.write(bytes(1 << 16))

    seen = await _run("print('right')")

    if seen.status == "passed":  # its own disk is not this one
        assert seen.stdout == "right\n"
    else:
        assert "No space left" in seen.stderr
    filling.unlink()
    await _assert_that_the_next_run_passes()


async def test_without_room_for_a_folder_nothing_is_run_and_the_reason_is_told(
    small_pool: WatchedPool, small_disk: Path
) -> None:
    small_pool.close()
    with pytest.raises(OSError, match="space"):
        for number in range(200):
            (small_disk / f"filling-{number}").touch()

    seen = await _run("print('right')")

    assert seen.status == "sandbox-unavailable"
    assert seen.sandbox.reason and "No space left" in seen.sandbox.reason
    for path in small_disk.glob("filling-*"):
        path.unlink()
    await _assert_that_the_next_run_passes()


# --- callers that give up, and too many of them ------------------------------


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
                tasks.start_soon(_run, WAITING, LASTING)
                await pool.start()
            yield
            tasks.cancel_scope.cancel()
    for child in children:
        await _end_of(child)


async def test_callers_who_give_up_in_the_queue_leave_nothing(
    pool: WatchedPool,
) -> None:
    async with _all_places_taken(pool):
        before = processes.descriptors("self")
        async with anyio.create_task_group() as tasks:
            for _ in range(5):
                tasks.start_soon(_run, "print('too late')")
            await anyio.wait_all_tasks_blocked()
            tasks.cancel_scope.cancel()

        assert processes.descriptors("self") == before

    await _assert_that_the_next_run_passes()


async def test_a_full_queue_tells_the_next_caller_to_come_back(
    pool: WatchedPool,
) -> None:
    async with _all_places_taken(pool), anyio.create_task_group() as tasks:
        for _ in range(64):
            tasks.start_soon(_run, "pass")
        await anyio.wait_all_tasks_blocked()

        with pytest.raises(Busy, match="64 runs wait already"):
            await _run("pass")

        tasks.cancel_scope.cancel()

    await _assert_that_the_next_run_passes()


async def test_cancelling_a_run_that_has_just_ended_reaches_no_other_one() -> None:
    """The number of its descriptor may be another run's by then."""
    ended = Cancellation()
    ended.close()
    other = os.eventfd(0, os.EFD_NONBLOCK)

    ended.cancel()

    with pytest.raises(BlockingIOError):
        os.eventfd_read(other)
    os.close(other)


# --- hostile programs --------------------------------------------------------


@pytest.mark.parametrize("hostile", RARE.values(), ids=list(RARE))
async def test_a_hostile_program_is_answered_and_leaves_nothing(
    pool: WatchedPool, pool_folder: Path, hostile: Hostile
) -> None:
    with anyio.fail_after(SECONDS):
        seen = await _run(hostile.code, hostile.limits)

    assert seen.status in hostile.ends
    assert json.loads(seen.model_dump_json())
    await _assert_that_the_next_run_passes()
    pool.settle()
    assert _folders(pool_folder) == {child.scratch.name for child in pool._spares}


async def test_among_hostile_runs_every_honest_one_is_right_and_nothing_is_left(
    pool: WatchedPool, pool_folder: Path
) -> None:
    before, zygote = processes.descriptors("self"), _zygote(pool)
    before_there = processes.descriptors(zygote)
    wrong: list[str] = []
    kinds = list(COMMON)
    async with anyio.create_task_group() as tasks:
        for caller in range(CALLERS):
            mine = range(caller, RUNS, CALLERS)
            tasks.start_soon(_call, mine, kinds, wrong)

    assert wrong == []
    pool.settle()
    assert _children(pool) == processes.children(zygote)
    assert processes.descriptors("self") == before
    assert processes.descriptors(zygote) == before_there
    assert _folders(pool_folder) == {child.scratch.name for child in pool._spares}


async def _call(numbers: range, kinds: list[str], wrong: list[str]) -> None:
    """One caller: every third run is hostile; notes what was not right."""
    for number in numbers:
        name = kinds[number // 3 % len(kinds)] if number % 3 == 2 else None
        if name is None:
            seen = await _run(HONEST.format(number=number))
            right = seen.stdout == f"['snippet.py'] [{number}]\n"
            right = right and seen.status == "passed"
        else:
            seen = await _run(COMMON[name].code, COMMON[name].limits)
            right = seen.status in COMMON[name].ends
        if not right:
            wrong.append(f"{name}: {seen}")


def _folders(folder: Path) -> set[str]:
    """The scratch folders of the one zygote that there is."""
    (base,) = folder.iterdir()
    return {path.name for path in base.iterdir() if path.is_dir()}
