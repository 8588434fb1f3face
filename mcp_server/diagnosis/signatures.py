"""Matches a text against the signatures of the problems."""

import re
from collections.abc import Iterable

from mcp_server.results import Problem, Value

LINK = re.compile(r"sqlalche\.me/e/\w+/(\w{4})\b")
ERROR_NAME = re.compile(
    r"\b[A-Za-z_]\w*(?:Error|Exception|Greenlet|Violation|Exists)\b"
)
WORD = re.compile(r"[a-z0-9+]+")

MESSAGE, CODE_LINK, ERROR, SYMPTOM, SOURCE = 0.9, 0.85, 0.6, 0.75, 0.2
"""How far each kind of evidence can speak for a problem alone."""
STOP_WORDS = frozenset(
    re.findall(
        r"\w+",
        "a an and are as at be but by do does for from get gets got has have i if in "
        "is it my not of on or that the then this to was we when why with",
    )
)
LONGEST = 100_000
"""Characters that are searched: patterns may take quadratic time."""
LEAST_OVERLAP = 0.7
"""Share of a phrase's words that a sentence must have to count as that symptom."""


class Match(Value):
    """How well one problem fits a text, and by what."""

    problem: Problem
    confidence: float
    evidence: tuple[str, ...]


def match(text: str, problems: Iterable[Problem], code: str = "") -> list[Match]:
    """The problems whose signatures the text shows, best first."""
    text, code = _bounded(text), _bounded(code)
    matches = (_match(text, code, problem) for problem in problems)
    found = [one for one in matches if one.evidence]
    return sorted(found, key=lambda one: (-one.confidence, one.problem.id))


def _bounded(text: str) -> str:
    """The beginning and the end, where the error is; patterns see no more than that."""
    if len(text) <= LONGEST:
        return text
    return text[: LONGEST // 4] + "\n" + text[-3 * LONGEST // 4 :]


def _match(text: str, code: str, problem: Problem) -> Match:
    """Independent pieces of evidence add up: 1 minus the product of their doubts."""
    pieces = [
        *_messages(text, problem),
        *_links(text, problem),
        *_errors(text, problem),
        *_symptoms(text, problem),
    ]
    if pieces or not text.strip():
        pieces += _code(code, problem)
    doubt = 1.0
    for weight, _ in pieces:
        doubt *= 1 - weight
    return Match(
        problem=problem,
        confidence=round(min(1 - doubt, 0.99), 2),
        evidence=tuple(quote for _, quote in pieces),
    )


def _messages(text: str, problem: Problem) -> list[tuple[float, str]]:
    """The first pattern that matches: more of them say the same thing again."""
    for pattern in problem.signatures.messages:
        if found := re.search(pattern, text, re.IGNORECASE):
            return [(MESSAGE, f"text: {_quote(found[0])}")]
    return []


def _links(text: str, problem: Problem) -> list[tuple[float, str]]:
    codes = set(LINK.findall(text)) & set(problem.signatures.links)
    return [(CODE_LINK, f"error link: {code}") for code in sorted(codes)]


def _errors(text: str, problem: Problem) -> list[tuple[float, str]]:
    names = set(ERROR_NAME.findall(text)) & set(problem.signatures.errors)
    return [(ERROR, f"exception: {name}") for name in sorted(names)[:1]]


def _symptoms(text: str, problem: Problem) -> list[tuple[float, str]]:
    """The phrase that the text covers best, if it covers enough of it."""
    words = _words(text)
    scored = [(_overlap(words, _words(p)), p) for p in problem.signatures.symptoms]
    overlap, phrase = max(scored, default=(0.0, ""))
    if overlap < LEAST_OVERLAP:
        return []
    return [(SYMPTOM * overlap, f"symptom: {phrase}")]


def _code(code: str, problem: Problem) -> list[tuple[float, str]]:
    for pattern in problem.signatures.code:
        if found := re.search(pattern, code):
            return [(SOURCE, f"code: {_quote(found[0])}")]
    return []


def _overlap(words: frozenset[str], phrase: frozenset[str]) -> float:
    return len(words & phrase) / len(phrase) if phrase else 0.0


def _words(text: str) -> frozenset[str]:
    """The telling words, without the plural's and the verb's -s."""
    words = (word for word in WORD.findall(text.lower()) if word not in STOP_WORDS)
    return frozenset(w.removesuffix("s") if len(w) > 3 else w for w in words)


def _quote(text: str) -> str:
    return " ".join(text.split())[:120]
