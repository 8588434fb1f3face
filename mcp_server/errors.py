"""The errors a caller can act on: each message says what to send instead."""

import difflib
from collections.abc import Iterable

from pydantic import ValidationError

MOST_ERRORS = 3
LONGEST_ECHO = 60


class SkillError(Exception):
    """Something about the input that the caller can put right.

    Everything else that is raised is a defect of ours. A snippet that fails is
    neither: it is a result.
    """


class InvalidArgument(SkillError):
    """An argument is missing, misspelt, empty or of the wrong kind."""


class InvalidSpec(SkillError):
    """A scaffold specification contradicts itself or names something unknown."""


class UnreadableFile(SkillError):
    """A file does not exist, is no UTF-8 text, or may not be read."""


class Busy(SkillError):
    """More is asked at once than is served; the same request can be sent later."""


class FileExists(SkillError):
    """Writing would replace a file of the user's."""


def unknown(kind: str, name: str, known: Iterable[str]) -> str:
    """One sentence about a name that does not exist, with the one that was meant."""
    names = sorted(known)
    close = difflib.get_close_matches(name, names, n=1)
    hint = f"did you mean {close[0]!r}?" if close else f"known: {', '.join(names)}"
    return f"unknown {kind} {name[:LONGEST_ECHO]!r}; {hint}"


def invalid(error: ValidationError) -> str:
    """One sentence about what Pydantic refused: places and reasons, not the input."""
    errors = error.errors(include_url=False, include_input=False, include_context=False)
    told = [f"{_place(e['loc'])}: {_reason(e['msg'])}" for e in errors[:MOST_ERRORS]]
    more = len(errors) - len(told)
    return "; ".join(told) + (f"; and {more} more" if more else "")


def _place(location: tuple[int | str, ...]) -> str:
    return ".".join(str(part) for part in location) or "input"


def _reason(message: str) -> str:
    return message.removeprefix("Value error, ").rstrip(".")
