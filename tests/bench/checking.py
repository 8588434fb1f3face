"""How long the static rules take over a thousand files, beside ruff over the same."""

import argparse
import os
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Sequence
from itertools import cycle, islice
from pathlib import Path

from tests.bench import machine, page

FILES, ROUNDS = 1_000, 7
CORPUS = Path(__file__).resolve().parents[1] / "tools" / "correct"
SCRIPTS = Path(sysconfig.get_path("scripts"))
RUFF = [str(SCRIPTS / "ruff"), "check", "--quiet", "--isolated", "--exit-zero"]
RULES = "FAST,ASYNC,DTZ,S"
RUFF += ["--select", RULES]
OURS = [str(SCRIPTS / "sqlmodel-production"), "check"]
MOST_COLD, MOST_WARM = 10, 2
"""The aims: our time over ruff's."""


def main() -> None:
    """Measure in turn, and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--files", type=int, default=FILES)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        lines = _fill(folder, options.files)
        cold = _pair(
            [*RUFF, "--no-cache"], [*OURS, "--no-cache"], folder, options.rounds
        )
        warm = _pair(RUFF, OURS, folder, options.rounds + 1)
    page.write("checking", _told(options.files, lines, cold, warm))


def _fill(folder: Path, files: int) -> int:
    """Copy the correct programs of the tests until there are as many files."""
    programs = sorted(CORPUS.rglob("*.py"))
    lines = 0
    (folder / "pyproject.toml").write_text("")
    for number, program in enumerate(islice(cycle(programs), files)):
        text = program.read_text("utf-8")
        lines += text.count("\n")
        place = folder / f"copy_{number // len(programs)}" / f"m{number}.py"
        place.parent.mkdir(exist_ok=True)
        place.write_text(text, "utf-8")
    return lines


def _pair(
    ruff: Sequence[str], ours: Sequence[str], folder: Path, rounds: int
) -> tuple[float, float]:
    """Median seconds of both, measured in turn; the first round only warms up."""
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        for kept, command in zip(times, (ruff, ours), strict=True):
            kept.append(_seconds(command, folder))
    return statistics.median(times[0][1:]), statistics.median(times[1][1:])


def _seconds(command: Sequence[str], folder: Path) -> float:
    started = time.perf_counter()
    done = subprocess.run(
        [*command, "."],
        cwd=folder,
        env={**os.environ, "NO_COLOR": "1"},
        capture_output=True,
        check=False,
    )
    if done.returncode not in (0, 1) or done.stderr:
        sys.exit(f"{command}: {done.stderr.decode()}")
    return time.perf_counter() - started


def _told(
    files: int, lines: int, cold: tuple[float, float], warm: tuple[float, float]
) -> str:
    rows = [
        _row("cold, no cache", cold, MOST_COLD),
        _row("nothing changed", warm, MOST_WARM),
    ]
    head = ("", "ruff", "ours", "ours / ruff", "aim", "met")
    size = f"{files:,} files with {lines:,} lines"
    return "\n".join(
        [
            "## Static rules",
            "",
            machine.description(),
            f"* {size}; whole processes; ruff with its rules {RULES}",
            "",
            page.table(head, rows),
        ]
    )


def _row(name: str, times: tuple[float, float], most: int) -> tuple[str, ...]:
    ruff, ours = times
    ratio = ours / ruff
    met = "yes" if ratio <= most else "**no**"
    seconds = (f"{1000 * ruff:.0f} ms", f"{1000 * ours:.0f} ms")
    return name, *seconds, f"{ratio:.1f}", f"at most {most}", met


if __name__ == "__main__":
    main()
