"""What in a text, or beside it, speaks for a problem or against it."""

import re
from collections.abc import Iterator
from typing import Literal

from mcp_server.diagnosis.symptom.patterns import pattern
from mcp_server.results import Problem, SearchHit, Value

Kind = Literal[
    "message",
    "link",
    "error",
    "phrase",
    "overlap",
    "page",
    "profile",
    "source",
    "rule",
    "run",
    "supports",
    "against",
]
LINK = re.compile(r"sqlalche\.me/e/\w+/(\w{4})\b")
ERROR_NAME = re.compile(
    r"\b[A-Za-z_]\w*(?:Error|Exception|Greenlet|Violation|Exists|NotFound|Found"
    r"|Detected|Timeout|Shutdown|Failure|Warning|Row|Table)\b"
)
MACHINE_LINE = re.compile(
    r"^[ \t|>]*(?:(?:[A-Za-z_]\w*\.)*[A-Za-z_]\w*(?:Error|Exception|Warning|Greenlet"
    r"|Violation|Exists|Found|Detected)\b(?:: |\s*$)|Traceback \(most)",
    re.MULTILINE,
)
"""A line that a program wrote; people name errors within their sentences."""
FRAME_LINES = re.compile(r"^[ \t|]*File \".*\n(?:[ \t|]+.*\n)*", re.MULTILINE)
DECISIVE = frozenset({"message", "link", "error"})
"""Without one of them, a text of a program supports nothing: it has too many words."""
LONGEST_QUOTE = 120
MOST_MESSAGES, MOST_SUPPORTS = 2, 2


class Clue(Value):
    """One piece of evidence, quoted from where it was found."""

    kind: Kind
    strength: float = 1.0
    quote: str


class Text:
    """A symptom, cleaned and cut, and what all problems look for in it."""

    def __init__(self, text: str, source: str = "") -> None:
        """Read what does not depend on a problem, once."""
        self.text, self.lowered = text, text.lower()
        self.told = FRAME_LINES.sub("", text)
        """What it says in words: without the frames of tracebacks and their sources."""
        self.told_lowered = self.told.lower()
        self.source, self.source_lowered = source, source.lower()
        self.links = frozenset(LINK.findall(text))
        self.errors = frozenset(ERROR_NAME.findall(text))

    @property
    def is_machine_text(self) -> bool:
        """Whether a program wrote it, at least in part."""
        wrote = self.links or (self.errors and MACHINE_LINE.search(self.text))
        return bool(wrote) or "[SQL:" in self.text


def clues(text: Text, problem: Problem, hit: SearchHit | None) -> list[Clue]:
    """Everything that the text and its code say about the problem."""
    found = [
        *_messages(text, problem),
        *_links(text, problem),
        *_errors(text, problem),
        *_hits(hit),
        *_matches("source", text.source, text.source_lowered, problem.signatures.code),
    ]
    known = any(clue.kind in DECISIVE for clue in found)
    if found and (known or not text.is_machine_text):
        signs = problem.signatures
        found += [
            *_matches("supports", text.told, text.told_lowered, signs.supports),
            *_matches("against", text.told, text.told_lowered, signs.against),
        ]
    return found


def _messages(text: Text, problem: Problem) -> Iterator[Clue]:
    """The first patterns that match; the second one says little that is new."""
    known = problem.signatures.messages
    found = _all(known, text.text, text.lowered)
    for number, quote in enumerate(found):
        if number == MOST_MESSAGES:
            return
        yield Clue(kind="message", strength=1 if number == 0 else 0.2, quote=quote)


def _links(text: Text, problem: Problem) -> Iterator[Clue]:
    for code in sorted(text.links & frozenset(problem.signatures.links)):
        yield Clue(kind="link", quote=f"sqlalche.me/e/.../{code}")


def _errors(text: Text, problem: Problem) -> Iterator[Clue]:
    for name in sorted(text.errors & set(problem.signatures.errors))[:1]:
        yield Clue(kind="error", quote=name)


def _hits(hit: SearchHit | None) -> Iterator[Clue]:
    if hit is None:
        return
    if hit.phrase_score:
        yield Clue(kind="phrase", strength=hit.phrase_score, quote=hit.phrase)
    if hit.overlap:
        yield Clue(kind="overlap", strength=hit.overlap**2, quote=hit.phrase)
    if hit.page_score:
        yield Clue(kind="page", strength=hit.page_score, quote="words of the page")
    if hit.profile:
        yield Clue(kind="profile", strength=hit.profile, quote="words of the symptoms")


def _matches(
    kind: Kind, text: str, lowered: str, patterns: list[str]
) -> Iterator[Clue]:
    if not text:
        return
    for number, quote in enumerate(_all(patterns, text, lowered)):
        if number == (1 if kind == "source" else MOST_SUPPORTS):
            return
        yield Clue(kind=kind, quote=quote)


def _all(patterns: list[str], text: str, lowered: str) -> Iterator[str]:
    for source in patterns:
        if found := pattern(source).search(text, lowered):
            yield _quoted(found[0])


def _quoted(text: str) -> str:
    return " ".join(text.split())[:LONGEST_QUOTE]
