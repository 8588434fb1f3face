"""What a run in the sandbox costs: against a cold start, and against the honest floor.

Everything that is compared is measured in turn, round by round, each in a machine that
is as quiet as it gets: no child of the pool is being made ready meanwhile.
"""

import argparse
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import anyio
from mcp_server import sandbox
from mcp_server.results import Limits
from mcp_server.sandbox.pool import pool
from mcp_server.sandbox.zygote_process import ZygoteProcess
from rich.console import Console
from rich.progress import Progress
from tests.bench import machine, page, processes, programs, spares
from tests.bench.floor import Floor

ROUNDS = 25
IN_A_ROW = 4
CALLERS = 8
BUSY_SECONDS = 10.0
ZYGOTES = 3
MOST_OF_FLOOR, LEAST_OF_COLD, MOST_BEYOND_FORK_MS = 1.2, 8.0, 6.0
"""The aims of the project."""
OURS, ROW, FLOOR, COLD = "ours, child ready", "ours, in a row", "floor", "cold"
EMPTY, FORK = "empty snippet", "bare fork and wait"


@dataclass
class Measured:
    """All figures of one run of the benchmark."""

    milliseconds: dict[tuple[str, str], list[float]] = field(
        default_factory=lambda: defaultdict(list)
    )
    """By what was run and how."""
    start: list[float] = field(default_factory=list)
    """Milliseconds until a zygote was warm."""
    latencies: list[float] = field(default_factory=list)
    """Milliseconds of each run among concurrent callers."""
    busy_seconds: float = 0.0
    memory: dict[str, dict[str, float]] = field(default_factory=dict)

    def median(self, what: str, how: str) -> float:
        """Of the milliseconds of one thing."""
        return statistics.median(self.milliseconds[what, how])

    def ratio(
        self, what: str, one: str, other: str, of: Callable[[list[float]], float]
    ) -> float:
        """How many times longer one way takes than another."""
        return of(self.milliseconds[what, one]) / of(self.milliseconds[what, other])


# --- measuring ---------------------------------------------------------------


async def measure(rounds: int) -> Measured:
    """Take every figure."""
    measured = Measured()
    await _run(programs.EMPTY)  # tries the walls, and starts the zygote
    measured.start = [_start_a_zygote() for _ in range(ZYGOTES)]
    with Floor() as floor, _progress(rounds) as step:
        for _ in range(rounds):
            await _round(floor, measured.milliseconds)
            step()
    await _keep_busy(measured)
    measured.memory = await _memory()
    return measured


async def _round(floor: Floor, results: dict[tuple[str, str], list[float]]) -> None:
    """Each measurement once, in a new order."""
    ways: list[tuple[str, str, Callable[[], Awaitable[float]]]] = [
        (programs.EMPTY, OURS, partial(_timed, programs.EMPTY)),
        (programs.EMPTY, FORK, partial(_forked, floor)),
    ]
    for name, code in programs.snippets().items():
        ways += [
            (name, OURS, partial(_timed, code)),
            (name, ROW, partial(_in_a_row, code)),
            (name, FLOOR, partial(_in_floor, floor, code)),
            (name, COLD, partial(_cold, code)),
        ]
    random.shuffle(ways)
    for name, how, way in ways:
        spares.ready()
        results[name, how].append(await way())


async def _run(code: str) -> None:
    seen = await sandbox.run(programs.program(code))
    assert seen.status == "passed", seen


async def _timed(code: str) -> float:
    started = time.perf_counter()
    await _run(code)
    return (time.perf_counter() - started) * 1000


async def _in_a_row(code: str) -> float:
    """The last of several runs without a pause: its child had little time."""
    for _ in range(IN_A_ROW - 1):
        await _run(code)
    return await _timed(code)


async def _forked(floor: Floor) -> float:
    return floor.fork()


async def _in_floor(floor: Floor, code: str) -> float:
    return floor.run(code)


async def _cold(code: str) -> float:
    return _cold_start(code)


def _cold_start(code: str) -> float:
    with tempfile.TemporaryDirectory(prefix="cold-", dir=programs.DISK) as folder:
        Path(folder, "snippet.py").write_text(code, "utf-8")
        started = time.perf_counter()
        subprocess.run([sys.executable, "snippet.py"], cwd=folder, check=True)
        return (time.perf_counter() - started) * 1000


def _start_a_zygote() -> float:
    started = time.perf_counter()
    zygote = ZygoteProcess()
    zygote.wait_until_ready()
    milliseconds = (time.perf_counter() - started) * 1000
    zygote.close()
    return milliseconds


async def _keep_busy(measured: Measured) -> None:
    """As many runs as callers at a time can have in some seconds."""
    code = programs.snippets()[programs.FILE]
    spares.ready()
    started = time.perf_counter()

    async def call() -> None:
        while time.perf_counter() - started < BUSY_SECONDS:
            measured.latencies.append(await _timed(code))

    async with anyio.create_task_group() as tasks:
        for _ in range(CALLERS):
            tasks.start_soon(call)
    measured.busy_seconds = time.perf_counter() - started


async def _memory() -> dict[str, dict[str, float]]:
    """Of the zygote, of a child that waits, and of one that has run its snippet."""
    child = spares.ready()[0]
    sums = {
        "zygote": processes.memory(processes.parent(child)),
        "child, waiting": processes.memory(child),
    }
    stop = f"import os\nos.kill(os.getpid(), {signal.SIGSTOP:d})\n"
    code = programs.snippets()[programs.FILE] + stop
    limits = Limits(wall_seconds=60)
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(sandbox.run, programs.program(code), limits)
        while not processes.status(child)["State"].startswith("T"):
            await anyio.sleep(spares.LOOK_SECONDS)
        sums["child, after its snippet"] = processes.memory(child)
        tasks.cancel_scope.cancel()
    return sums


@contextmanager
def _progress(rounds: int) -> Iterator[Callable[[], None]]:
    """A bar for people; nothing where the output is read by a program."""
    console = Console(stderr=True)
    with Progress(console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task("rounds", total=rounds)
        yield lambda: bar.advance(task)


# --- telling -----------------------------------------------------------------


def _p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20, method="inclusive")[-1]


def _three(values: list[float]) -> str:
    return f"{statistics.median(values):.1f} / {_p95(values):.1f} / {min(values):.1f}"


def _costs(measured: Measured) -> str:
    ways = (OURS, ROW, FLOOR, COLD)
    rows = [
        [name, *(_three(measured.milliseconds[name, way]) for way in ways)]
        for name in programs.snippets()
    ]
    return page.table(["snippet", *ways], rows)


def _ratios(measured: Measured) -> str:
    pairs = [(OURS, FLOOR), (ROW, FLOOR), (COLD, OURS)]
    rows = []
    for name in programs.snippets():
        row = [name]
        for one, other in pairs:
            middle = measured.ratio(name, one, other, statistics.median)
            least = measured.ratio(name, one, other, min)
            row.append(f"{middle:.2f} ({least:.2f})")
        rows.append(row)
    heads = [f"{one} / {other}" for one, other in pairs]
    return page.table(["snippet", *heads], rows)


def _aims(measured: Measured) -> str:
    rows = []
    for name in programs.snippets():
        found = measured.ratio(name, OURS, FLOOR, statistics.median)
        aim = f"{name}: at most {MOST_OF_FLOOR} times the floor"
        rows.append([aim, f"{found:.2f}", _met(found <= MOST_OF_FLOOR)])
    found = measured.ratio(programs.FILE, COLD, OURS, statistics.median)
    aim = f"{programs.FILE}: at least {LEAST_OF_COLD:.0f} times faster than cold"
    rows.append([aim, f"{found:.1f}", _met(found >= LEAST_OF_COLD)])
    beyond = _beyond_fork(measured)
    aim = f"{EMPTY}: at most {MOST_BEYOND_FORK_MS:.0f} ms beyond a bare fork"
    rows.append([aim, f"{beyond:.1f} ms", _met(beyond <= MOST_BEYOND_FORK_MS)])
    return page.table(["aim, by median, with a child ready", "measured", "met"], rows)


def _met(met: bool) -> str:
    return "yes" if met else "**no**"


def _beyond_fork(measured: Measured) -> float:
    ours = measured.median(programs.EMPTY, OURS)
    return ours - measured.median(programs.EMPTY, FORK)


def _empty(measured: Measured) -> str:
    rows = [
        [f"{EMPTY}, {OURS}", _three(measured.milliseconds[programs.EMPTY, OURS])],
        [FORK, _three(measured.milliseconds[programs.EMPTY, FORK])],
    ]
    return page.table(["", "ms"], rows)


def _busy(measured: Measured) -> str:
    count, seconds = len(measured.latencies), measured.busy_seconds
    at_floor = pool.size * 1000 / measured.median(programs.FILE, FLOOR)
    rows = [
        ["runs a second", f"{count / seconds:.1f}"],
        [f"the same at the floor's median on {pool.size} cores", f"{at_floor:.1f}"],
        ["latency of a caller, median / p95 / min, ms", _three(measured.latencies)],
    ]
    head = [f"{CALLERS} callers, {programs.FILE}, {seconds:.1f} s", ""]
    return page.table(head, rows)


def _memory_table(measured: Measured) -> str:
    names = ("Rss", "Pss", "Private_Dirty")
    rows = [
        [what, *(f"{sums[name]:.1f}" if sums else "needs root" for name in names)]
        for what, sums in measured.memory.items()
    ]
    return page.table(["MiB", "RSS", "PSS", "private dirty"], rows)


def report(measured: Measured, on: str, rounds: int) -> str:
    """All figures as Markdown."""
    starts = ", ".join(f"{one:.0f}" for one in sorted(measured.start))
    return f"""\
## Runs in the sandbox

{on}
* sandbox: {sandbox.current_level().level}; {rounds} rounds

### Aims

{_aims(measured)}

### One run

Milliseconds: median / p95 / minimum. *{OURS}*: from the call of `sandbox.run` to its
evidence, when every waiting child had its memory and waited for a job. *{ROW}*:
the last of {IN_A_ROW} such calls without a pause. *{FLOOR}*: the execution alone, the
first one in a child of an equally warm process, without walls, observers and a
supervisor. *{COLD}*: `python snippet.py` from start to end. All folders lie on a disk
in memory ({programs.DISK or "no, this machine has none"}), as the sandbox's own do.

{_costs(measured)}

How many times longer, by median (by minimum):

{_ratios(measured)}

{_empty(measured)}

### Many runs at a time

{_busy(measured)}

### Memory and start

{_memory_table(measured)}

A zygote was warm after {starts} ms.
"""


def main() -> None:
    """Measure, print, and write the page."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=ROUNDS, help="at least 2")
    rounds: int = options.parse_args().rounds
    on = machine.description()
    text = report(anyio.run(measure, rounds), on, rounds)
    sys.stdout.write(text)
    page.write("sandbox", text)


if __name__ == "__main__":
    main()
