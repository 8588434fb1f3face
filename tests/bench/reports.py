"""How often explain_problem names the right problem: over a file of labelled reports.

Each line of the file is a JSON object with `id`, `symptom`, `symptom_kind`, `code` or
null and `expected`, the acceptable problem ids (none: no database problem of this
kind).
"""

import argparse
import asyncio
import json
import sys
import time
from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from mcp_server.results import Explanation
from mcp_server.tools.explain_problem import explain_problem

BANDS = (0.0, 0.3, 0.5, 0.7, 0.8, 0.9, 1.01)
LONGEST_SHOWN = 110


class Judged(NamedTuple):
    """One report and what was answered."""

    report: dict[str, Any]
    answered: list[str]
    confidence: float
    milliseconds: float

    @property
    def first_is_right(self) -> bool:
        return bool(self.answered) and self.answered[0] in self.report["expected"]

    @property
    def one_is_right(self) -> bool:
        return bool(set(self.answered) & set(self.report["expected"]))


def main() -> None:
    """Answer every report, and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("reports", type=Path, nargs="+")
    parser.add_argument("--without-code", action="store_true")
    options = parser.parse_args()
    reports = [
        json.loads(line)
        for path in options.reports
        for line in path.read_text("utf-8").splitlines()
    ]
    judged = asyncio.run(_all(reports, not options.without_code))
    about = [one for one in judged if one.report["expected"]]
    other = [one for one in judged if not one.report["expected"]]
    _misses(about, other)
    _accuracy(about, other)
    _calibration(judged)
    _speed(judged)


async def _all(reports: Iterable[dict[str, Any]], with_code: bool) -> list[Judged]:
    await explain_problem(symptom="warm up")
    return [await _judged(one, with_code) for one in reports]


async def _judged(report: dict[str, Any], with_code: bool) -> Judged:
    start = time.perf_counter()
    answer: Explanation = await explain_problem(
        symptom=report["symptom"], code=report["code"] if with_code else None
    )
    spent = (time.perf_counter() - start) * 1000
    found = answer.diagnoses
    confidence = found[0].confidence if found else 0.0
    return Judged(report, [one.problem for one in found], confidence, spent)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def _misses(about: list[Judged], other: list[Judged]) -> None:
    for one in about:
        if not one.first_is_right:
            _miss("MISS ", one)
    for one in other:
        if one.answered:
            _miss("ALARM", one)


def _miss(what: str, one: Judged) -> None:
    text = " ".join(one.report["symptom"].split())[:LONGEST_SHOWN]
    wanted = ",".join(one.report["expected"]) or "-"
    given = ",".join(one.answered) or "-"
    _say(f"{what} {one.report['id']} {wanted} <> {given} ({one.confidence}) | {text}")


def _accuracy(about: list[Judged], other: list[Judged]) -> None:
    kinds = defaultdict(list)
    for one in about:
        kinds[one.report["symptom_kind"]].append(one)
        kinds["all"].append(one)
    _say(f"\n{'kind':<16} {'reports':>7} {'top 1':>7} {'top 3':>7} {'silent':>7}")
    for kind, these in sorted(kinds.items()):
        first = sum(one.first_is_right for one in these) / len(these)
        three = sum(one.one_is_right for one in these) / len(these)
        silent = sum(not one.answered for one in these)
        _say(f"{kind:<16} {len(these):>7} {first:>7.1%} {three:>7.1%} {silent:>7}")
    alarms = sum(bool(one.answered) for one in other)
    _say(f"false alarms: {alarms} of {len(other)}")


def _calibration(judged: list[Judged]) -> None:
    _say(f"\n{'confidence':<12} {'answers':>7} {'right':>7} {'said':>7}")
    for low, high in pairwise(BANDS):
        these = [one for one in judged if one.answered and low <= one.confidence < high]
        if not these:
            continue
        right = sum(one.first_is_right for one in these) / len(these)
        said = sum(one.confidence for one in these) / len(these)
        _say(f"{low:.1f} - {high:.1f}    {len(these):>7} {right:>7.0%} {said:>7.0%}")


def _speed(judged: list[Judged]) -> None:
    spent = sorted(one.milliseconds for one in judged)
    if spent:
        median, slow = spent[len(spent) // 2], spent[int(len(spent) * 0.95)]
        _say(f"\nmilliseconds: median {median:.1f}, 95 of 100 below {slow:.1f}")


if __name__ == "__main__":
    main()
