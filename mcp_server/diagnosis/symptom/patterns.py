"""Regular expressions that are only tried where a text that they need is."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import chain

LEAST_LITERAL = 3
"""Shorter texts are in almost every log: looking for them saves nothing."""
UNREAD = re.compile(r"\(\?(?!P[<=]|[aimsu]*[:)]|[=!]|<[=!])")
"""What is not read, such as conditions, comments and verbose patterns."""
TOKEN = re.compile(
    r"""\\(?P<escaped>.)                # an escape
      | \[\^?\]?(?:\\.|[^\]\\])*\]      # a class
      | \(\?(?:[a-z]+|P=\w+)\)         # flags, and a group again
      | (?P<refusal>\(\?<?!)            # what must not stand there
      | (?P<open>\()(?:\?(?:P<\w+>|[a-z]*:|<?=))?
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


Texts = tuple[str, ...]
"""Every match has at least one of them; empty if no such texts are known."""


def needed(source: str) -> Texts:
    """Texts of which every match has at least one; empty if there is no such set."""
    if UNREAD.search(source):
        return ()
    return _alternatives(TOKEN.finditer(source))


def _alternatives(tokens: Iterator[re.Match[str]]) -> Texts:
    """What a group needs, up to the bracket that closes it: a text of each way."""
    ways = [Run()]
    for token in tokens:
        if token["close"]:
            break
        if token["bar"]:
            ways.append(Run())
        elif token["open"] or token["refusal"]:
            inside = _alternatives(tokens)
            ways[-1].add(() if token["refusal"] else inside)
        else:
            ways[-1].read(token)
    found = [way.longest() for way in ways]
    return tuple(chain.from_iterable(found)) if all(found) else ()


class Run:
    """What stands one after the other, as far as it needs texts."""

    def __init__(self) -> None:
        self.parts: list[Texts] = []
        self.plain = ""
        """Characters so far that no other thing interrupted."""

    def read(self, token: re.Match[str]) -> None:
        """Take one thing that is no group."""
        if plain := _plain(token):
            self.plain += plain
        elif not token["quantifier"]:
            self.add(())
        elif self.plain:
            self.plain = self.plain[:-1]
            self.add(())
        else:
            self.parts[-1:] = [()]

    def add(self, texts: Texts) -> None:
        """Take a group, or something that needs no text."""
        self.parts += [(self.plain.lower(),), texts]
        self.plain = ""

    def longest(self) -> Texts:
        """The best of the texts: the shortest of them is longest."""
        self.add(())
        best = max(self.parts, key=_shortest)
        return best if _shortest(best) >= LEAST_LITERAL else ()


def _shortest(texts: Texts) -> int:
    return min(map(len, texts), default=0)


def _plain(token: re.Match[str]) -> str | None:
    """The character that the token stands for, if it is exactly one."""
    if token["char"]:
        return token["char"]
    if token["escaped"] and not token["escaped"].isalnum():
        return token["escaped"]
    return None
