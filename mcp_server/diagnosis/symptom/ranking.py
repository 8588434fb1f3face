"""Ranks the problems by their clues, with a confidence that was fitted on reports.

Each problem gets the weighted sum of its clues; "no known problem" is one more
candidate with a sum of its own. The confidence is the softmax over all of them: a
second problem that fits as well halves it. The weights are what `make fit-reports`
found.
"""

import math
import re
from collections.abc import Mapping, Sequence

from mcp_server.diagnosis.symptom.clues import Clue, Text, clues
from mcp_server.diagnosis.symptom.elsewhere import marks
from mcp_server.results import Problem, SearchHit, Value

WEIGHTS: dict[str, float] = {
    "message": 7.0,
    "link": 4.0,
    "error": 3.4,
    "phrase": 0.93,
    "phrase in machine text": 0.33,
    "overlap": 3.4,
    "overlap in machine text": 3.2,
    "page": 0.42,
    "page in machine text": 0.4,
    "profile": 0.8,
    "profile in machine text": 0.3,
    "source": 1.0,
    "rule": 1.2,
    "run": 4.5,
    "supports": 1.7,
    "against": -2.0,
    "nothing": 5.7,
    "nothing to do with databases": 1.75,
    "something else": 3.6,
    "something else in machine text": 2.0,
}
WORDS = frozenset({"phrase", "page", "overlap", "profile"})
"""Clues that are words in common."""
LEAST_CONFIDENCE = 0.03
"""A candidate below it is not told."""
MOST_MARKS = 2
"""Of other troubles; where programs wrote, one: a long log has marks of many."""
ABOUT_DATABASES = re.compile(
    r"sql|\borm\b|database|\bdb\b|session|quer(?:y|ies)|\b(?:table|column|row|model)s?\b"
    r"|relationship|migrat|alembic|commit|transaction|postgres|psycopg|asyncpg|foreign"
    r"|primary key|connection|pool\b|greenlet|\brecords?\b|schema|engine|select"
    r"|\b(?:insert|upsert)|constraint|IntegrityError|deadlock|mapper|back_populates"
    r"|coroutine|\bdecimal\b|hybrid_",
    re.IGNORECASE,
)

ABOUT_DATA = re.compile(
    r"\bAPI\b|endpoint|fastapi|pydantic|\b50\d\b|\b(?:PATCH|GET|PUT|POST|DELETE)\b|\bu?u?ids?\b"
    r"|paginat|\bpages?\b|offset|limit|insert|delet|updat|duplicat|\bdata\b|field|attribute"
    r"|datetime|timestamp|tzinfo|_at\b|decimal|json|\block|integer|constraint|null|mapper"
    r"|eager|\blazy|(?:Error|Exception|Found)\b|stored|saved|\bmemory\b",
    re.IGNORECASE,
)
STRANGER = 1.75
"""How strange it is that a text has no word of data either; 1 is without databases."""


class Match(Value):
    """How well one problem fits a symptom, and by what."""

    problem: Problem
    confidence: float
    clues: tuple[Clue, ...]


def rank(
    text: Text,
    problems: Sequence[Problem],
    hits: Mapping[str, SearchHit],
    more: Mapping[str, Sequence[Clue]] | None = None,
) -> list[Match]:
    """The problems that fit, best first; empty if nothing fits better than they do.

    `more` are clues that do not come from the text: what rules and a run have found.
    """
    more = more or {}
    found = {
        one.id: [*clues(text, one, hits.get(one.id)), *more.get(one.id, ())]
        for one in problems
    }
    known = {one.id: one for one in problems}
    sums = {name: total(told, text) for name, told in found.items() if told}
    against = nothing(text)
    if max(sums.values(), default=against) <= against:
        return []
    shares = _softmax(sums, against)
    matches = [
        Match(
            problem=known[name],
            confidence=round(min(share, 0.99), 2),
            clues=tuple(_ordered(found[name], text)),
        )
        for name, share in shares.items()
        if share >= LEAST_CONFIDENCE
    ]
    return sorted(matches, key=lambda one: (-one.confidence, one.problem.id))


def total(told: Sequence[Clue], text: Text) -> float:
    """The weighted sum of a problem's clues."""
    return sum(weighted(clue, text) for clue in told)


def weighted(clue: Clue, text: Text) -> float:
    """What one clue counts."""
    return WEIGHTS[weight_of(clue, text)] * clue.strength


def weight_of(clue: Clue, text: Text) -> str:
    """The name of the weight that a clue has: words tell less where programs wrote."""
    if clue.kind in WORDS and text.is_machine_text:
        return f"{clue.kind} in machine text"
    return clue.kind


def nothing(text: Text) -> float:
    """What speaks for no problem at all."""
    return sum(WEIGHTS[name] * value for name, value in doubts(text).items())


def doubts(text: Text) -> dict[str, float]:
    """By weight, the reasons why it may be no problem of these."""
    most, kind = MOST_MARKS, "something else"
    if text.is_machine_text:
        most, kind = 1, "something else in machine text"
    return {
        "nothing": 1.0,
        "nothing to do with databases": _strangeness(text.text + text.source),
        kind: float(min(marks(text.text, text.lowered), most)),
    }


def _strangeness(text: str) -> float:
    """How far from databases the words are: 0 is not at all."""
    if ABOUT_DATABASES.search(text):
        return 0.0
    return 1.0 if ABOUT_DATA.search(text) else STRANGER


def _softmax(sums: Mapping[str, float], against: float) -> dict[str, float]:
    highest = max([against, *sums.values()])
    powers = {name: math.exp(value - highest) for name, value in sums.items()}
    whole = sum(powers.values()) + math.exp(against - highest)
    return {name: power / whole for name, power in powers.items()}


def _ordered(told: Sequence[Clue], text: Text) -> list[Clue]:
    return sorted(told, key=lambda clue: -weighted(clue, text))
