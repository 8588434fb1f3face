"""Fits the weights of the diagnosis to labelled reports; prints them and their gain.

A weight is pulled towards the one that is in force, so that few reports change little.
"""

import argparse
import asyncio
import json
import math
import sys
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from mcp_server.diagnosis.symptom import ranking, telling
from mcp_server.diagnosis.symptom.clues import Clue, Text, clues
from mcp_server.knowledge.problems import problems
from mcp_server.knowledge.search import problem_index
from mcp_server.tools.explain_problem.source import clues_of_code, run, source

ROUNDS, STEP, PULL = 150, 0.4, 0.02
NOTHING = "nothing"
Features = Mapping[str, float]


class Example(NamedTuple):
    """A report as the sums that the weights are for: by candidate, by weight."""

    candidates: dict[str, Features]
    right: set[str]


def main() -> None:
    """Read, fit, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("reports", type=Path, nargs="+")
    options = parser.parse_args()
    reports = [
        json.loads(line)
        for path in options.reports
        for line in path.read_text("utf-8").splitlines()
    ]
    examples = asyncio.run(_examples(reports))
    weights = dict(ranking.WEIGHTS)
    _say(f"{len(examples)} reports, loss {_loss(examples, weights):.4f} as it is")
    for _ in range(ROUNDS):
        _improve(examples, weights)
    _say(f"loss {_loss(examples, weights):.4f} with")
    for name, value in weights.items():
        _say(f'    "{name}": {value:.2f},')


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


async def _examples(reports: list[dict[str, Any]]) -> list[Example]:
    known = {one.id for one in problems()}
    found = [
        Example(await _candidates(one), set(one["expected"]) & known or {NOTHING})
        for one in reports
        if not one["expected"] or set(one["expected"]) & known
    ]
    return [one for one in found if one.right & set(one.candidates)]


async def _candidates(report: dict[str, Any]) -> dict[str, Features]:
    sent = source(report["code"], None)
    text = telling.read(report["symptom"], sent.text)
    hits = {hit.problem: hit for hit in problem_index().search(text.told)}
    more = clues_of_code(await run(sent))
    found: dict[str, Features] = {NOTHING: ranking.doubts(text)}
    for one in problems():
        told = [*clues(text, one, hits.get(one.id)), *more.get(one.id, ())]
        if told:
            found[one.id] = _features(told, text)
    return found


def _features(told: list[Clue], text: Text) -> Features:
    sums: dict[str, float] = defaultdict(float)
    for clue in told:
        sums[ranking.weight_of(clue, text)] += clue.strength
    return dict(sums)


def _shares(example: Example, weights: Features) -> dict[str, float]:
    sums = {
        name: sum(weights[key] * value for key, value in features.items())
        for name, features in example.candidates.items()
    }
    highest = max(sums.values())
    powers = {name: math.exp(value - highest) for name, value in sums.items()}
    whole = sum(powers.values())
    return {name: power / whole for name, power in powers.items()}


def _loss(examples: list[Example], weights: Features) -> float:
    total = 0.0
    for one in examples:
        shares = _shares(one, weights)
        total -= math.log(max(1e-9, sum(shares.get(name, 0) for name in one.right)))
    return total / len(examples)


def _improve(examples: list[Example], weights: dict[str, float]) -> None:
    """One step down the gradient of the loss."""
    gradient: dict[str, float] = defaultdict(float)
    for one in examples:
        shares = _shares(one, weights)
        right = sum(shares.get(name, 0) for name in one.right) or 1e-9
        for name, features in one.candidates.items():
            share = shares[name]
            wanted = share / right if name in one.right else 0.0
            for key, value in features.items():
                gradient[key] += (share - wanted) * value / len(examples)
    for key, value in gradient.items():
        pull = PULL * (weights[key] - ranking.WEIGHTS[key])
        weights[key] -= STEP * (value + pull)


if __name__ == "__main__":
    main()
