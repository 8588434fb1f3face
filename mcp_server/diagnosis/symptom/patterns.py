"""Regular expressions that are only tried where a text that they need is."""

import re
from collections.abc import Iterator
from functools import cache

LEAST_LITERAL = 3
"""Shorter texts are in almost every log: looking for them saves nothing."""
QUANTIFIERS = "?*{"
TOKEN = re.compile(
    r"""\\(?P<escaped>.)                # an escape
      | \[\^?\]?(?:\\.|[^\]\\])*\]      # a class
      | \(\?[a-zA-Z]+\)                 # flags
      | (?P<open>\()(?:\?(?:P<\w+>|[:=!]|<[=!]))?
      | (?P<close>\))
      | (?P<bar>\|)
      | (?P<quantifier>[?*]|\{[^}]*\})[?+]?
      | (?P<plus>\+)[?+]?
      | (?P<anchor>[.^$])
      | (?P<char>.)""",
    re.VERBOSE | re.DOTALL,
)


class Pattern:
    """A case-insensitive regular expression, and one of the texts it needs."""

    def __init__(self, source: str) -> None:
        """Compile it and find what every match has."""
        self.regex = re.compile(source, re.IGNORECASE)
        self.literals = needed(source)

    def search(self, text: str, lowered: str) -> re.Match[str] | None:
        """The first match; `lowered` is the same text in small letters."""
        if self.literals and not any(one in lowered for one in self.literals):
            return None
        return self.regex.search(text)


@cache
def pattern(source: str) -> Pattern:
    """The pattern, compiled once.

    Raises:
        re.error: it is no regular expression.
    """
    return Pattern(source)


def needed(source: str) -> tuple[str, ...]:
    """Texts of which every match has at least one; empty if there is no such set."""
    longest = [max(runs, key=len, default="") for runs in _alternatives(source)]
    if any(len(one) < LEAST_LITERAL for one in longest):
        return ()
    return tuple(longest)


def _alternatives(source: str) -> Iterator[list[str]]:
    """For each alternative of the pattern the plain texts that stand in no group."""
    runs, current, depth = list[str](), "", 0
    for token in TOKEN.finditer(source):
        plain = _plain(token) if depth == 0 else None
        if plain is not None:
            current += plain
            continue
        if token["quantifier"] and depth == 0:
            current = current[:-1]
        runs, current = [*runs, current.lower()], ""
        depth += bool(token["open"]) - bool(token["close"])
        if token["bar"] and depth == 0:
            yield runs
            runs = []
    yield [*runs, current.lower()]


def _plain(token: re.Match[str]) -> str | None:
    """The character that the token stands for, if it is exactly one."""
    if token["char"]:
        return token["char"]
    if token["escaped"] and not token["escaped"].isalnum():
        return token["escaped"]
    return None
