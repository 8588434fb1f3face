"""What stands in Python source outside of its strings and comments.

This reads what the templates make: there, the expressions in a formatted string have
neither braces nor quotes of its own kind.
"""

import re

# One character at a time, which keeps this linear. No possessive quantifiers: those of
# Python 3.11.2 miss what they should find.
_STRING = (
    r'"""(?:[^"\\]|\\.|"(?!""))*"""|"(?:[^"\\\n]|\\.)*"|'
    r"'(?:[^'\\\n]|\\.)*'"
)
_TEXT = re.compile(rf"{_STRING}|#[^\n]*", re.DOTALL)
_MARK = re.compile(
    rf"{_STRING}|(?P<mark>[()\[\]{{}},]| (?:=|[=!<>]=|[<>]) )", re.DOTALL
)
_FILLED_IN = re.compile(r"\{([^{}]*)\}")
_NAME = re.compile(r"(?<![\w.])[^\W\d]\w*\b(?!=[^=])")


def names(source: str) -> set[str]:
    """What is looked up or bound by name: no attributes, no named arguments.

    Parsing would say the same, but takes several times as long: the tests compare.
    """
    return set(_NAME.findall(_TEXT.sub(_expressions, source)))


def _expressions(text: re.Match[str]) -> str:
    """What remains of a string or a comment: what a formatted string evaluates."""
    if not text.string.endswith("f", 0, text.start()):
        return " "
    return " ".join(["", *_FILLED_IN.findall(text[0])])


def marks(text: str) -> list[tuple[int, str]]:
    """Every bracket, comma, ` = ` and comparison outside of strings: where it is."""
    return [
        (found.start(), found["mark"])
        for found in _MARK.finditer(text)
        if found["mark"]
    ]
