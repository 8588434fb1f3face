"""A thousand runs, every third one hostile: what they leave behind in our processes."""

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import cycle

import anyio
from mcp_server import sandbox
from rich.console import Console
from rich.progress import Progress
from tests.bench import machine, page, processes, programs, spares
from tests.bench.hostile import COMMON

RUNS, LOOKS = 1_000, 10
CALLERS = 4


@dataclass
class Look:
    """Our processes after some runs: memory in MiB, and open files."""

    runs: int
    server: tuple[float, int]
    zygote: tuple[float, int]
    zygote_number: int


@dataclass
class Endured:
    """What was seen, and how many runs were not what they had to be."""

    looks: list[Look] = field(default_factory=list)
    zygotes: list[int] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def look(self, runs: int) -> None:
        """Take the figures of now, when all children wait."""
        zygote = processes.parent(spares.ready()[0])
        if zygote not in self.zygotes:
            self.zygotes.append(zygote)
        number = self.zygotes.index(zygote) + 1
        self.looks.append(Look(runs, _figures("self"), _figures(zygote), number))


async def endure(runs: int) -> Endured:
    """Run everything, some at a time, and look ten times."""
    endured = Endured()
    await _honest(endured)
    endured.look(1)
    each = runs // LOOKS
    with _progress(runs) as step:
        for look in range(1, LOOKS + 1):
            await _some(endured, each, step)
            endured.look(look * each)
    return endured


async def _some(endured: Endured, runs: int, step: Callable[[], None]) -> None:
    hostile = cycle(COMMON)
    places = anyio.CapacityLimiter(CALLERS)

    async def call(number: int) -> None:
        async with places:
            if number % 3 == 2:
                await _hostile(endured, next(hostile))
            else:
                await _honest(endured)
            step()

    async with anyio.create_task_group() as tasks:
        for number in range(runs):
            tasks.start_soon(call, number)


async def _honest(endured: Endured) -> None:
    code = programs.snippets()[programs.FILE]
    seen = await sandbox.run(programs.program(code))
    if seen.status != "passed":
        endured.wrong.append(f"honest: {seen.status}")


async def _hostile(endured: Endured, name: str) -> None:
    one = COMMON[name]
    seen = await sandbox.run(programs.program(one.code), one.limits)
    if seen.status not in one.ends:
        endured.wrong.append(f"{name}: {seen.status}")


def _figures(process: int | str) -> tuple[float, int]:
    return processes.memory(process)["Rss"], processes.descriptors(process)


@contextmanager
def _progress(runs: int) -> Iterator[Callable[[], None]]:
    """A bar for people; nothing where the output is read by a program."""
    console = Console(stderr=True)
    with Progress(console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task("runs", total=runs)
        yield lambda: bar.advance(task)


def report(endured: Endured, on: str) -> str:
    """The figures as Markdown."""
    rows = [
        [
            f"{look.runs:,}",
            f"{look.server[0]:.1f}",
            str(look.server[1]),
            f"{look.zygote[0]:.1f}",
            str(look.zygote[1]),
            str(look.zygote_number),
        ]
        for look in endured.looks
    ]
    head = ["runs", "server, RSS in MiB", "open files", "zygote, RSS in MiB"]
    wrong = ", ".join(endured.wrong) or "none"
    return f"""\
## A thousand runs, every third one hostile

{on}
* {CALLERS} callers at a time; hostile in turn: {", ".join(COMMON)}

{page.table([*head, "open files", "which zygote"], rows)}

Runs that did not end as they had to: {wrong}.
"""


def main() -> None:
    """Run, print, and write the page."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--runs", type=int, default=RUNS)
    runs: int = options.parse_args().runs
    on = machine.description()
    text = report(anyio.run(endure, runs), on)
    sys.stdout.write(text)
    page.write("endurance", text)


if __name__ == "__main__":
    main()
