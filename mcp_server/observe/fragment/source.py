"""Takes off what is around pasted code, and leaves every line where it was."""

import ast
import re
from collections.abc import Callable
from dataclasses import dataclass

FENCE = re.compile(r"\s{0,12}(?:```+|~~~+)\s*(?P<language>[\w.+-]*).*")
PYTHON = {"", "python", "py", "python3", "pycon", "py3"}
PROMPT, CONTINUED = ">>>", "..."


@dataclass(frozen=True)
class Source:
    """A program's text, and what was taken off it."""

    text: str
    notes: tuple[str, ...] = ()


def readable(text: str) -> Source:
    """The text as Python: without Markdown fences, prompts and common indentation.

    Text that is Python already stays as it is. Lines are blanked and never removed, so
    that their numbers stay right.
    """
    text = text.removeprefix("\ufeff")
    notes: list[str] = []
    for take_off, note in STEPS:
        if _is_python(text):
            break
        changed = take_off(text)
        if changed != text:
            text = changed
            notes.append(note)
    return Source(text, tuple(notes))


def _is_python(text: str) -> bool:
    try:
        ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def _without_fences(text: str) -> str:
    """Only what is between the fences of Python blocks."""
    lines = text.split("\n")
    if not any(FENCE.fullmatch(line.rstrip("\r")) for line in lines):
        return text
    kept: list[str] = []
    inside: str | None = None
    for line in lines:
        fence = FENCE.fullmatch(line.rstrip("\r"))
        if fence:
            inside = fence["language"].lower() if inside is None else None
        kept.append("" if fence or inside not in PYTHON else line)
    return "\n".join(kept)


def _without_prompts(text: str) -> str:
    """Only what was typed at the prompts; what was printed is blanked."""
    lines = text.split("\n")
    first = next((line.lstrip() for line in lines if line.strip()), "")
    if not first.startswith(PROMPT):
        return text
    return "\n".join(_typed(line.lstrip()) for line in lines)


def _typed(line: str) -> str:
    for prompt in (PROMPT, CONTINUED):
        if line.rstrip() == prompt:
            return ""
        if line.startswith(f"{prompt} "):
            return line[len(prompt) + 1 :]
    return ""


def _dedented(text: str) -> str:
    """Without the indentation of the first line; texts within may have less of it."""
    first = next((line for line in text.split("\n") if line.strip()), "")
    indentation = first[: len(first) - len(first.lstrip())]
    if not indentation:
        return text
    return "\n".join(line.removeprefix(indentation) for line in text.split("\n"))


STEPS: tuple[tuple[Callable[[str], str], str], ...] = (
    (_without_fences, "the Markdown fences around the code were taken off"),
    (_without_prompts, "the `>>>` prompts were taken off"),
    (_dedented, "the code was indented as a whole and was dedented"),
)
