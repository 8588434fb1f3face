"""Long lines of generated Python, broken the way `ruff format` breaks them.

Templates write every statement on one line; a line that is too wide is broken here
at its brackets. This covers the statements that the templates use, not the whole
language: the tests compare the result with the real formatter.
"""

import re
import unicodedata

from mcp_server.scaffold.python.lexing import marks

WIDTH = 88
OPEN, CLOSE = "([{", ")]}"
INDENT = "    "
DEFS = ("def ", "async def ")
# A named argument that is one string, such as a description.
ARGUMENT = re.compile(r"""(\w+)=(["'])(.*)\2(,?)""")
COMPARISONS = (" == ", " != ", " < ", " <= ", " > ", " >= ")


def fit(source: str) -> str:
    """Break the lines of a module that are too wide."""
    lines: list[str] = []
    in_docstring = False
    for line in source.split("\n"):
        text = line.lstrip()
        if in_docstring or text.startswith(('"""', "#")):
            in_docstring ^= line.count('"""') % 2 == 1
            lines.append(line)
        else:
            lines += broken(text, line[: len(line) - len(text)])
    return "\n".join(lines)


def width(text: str) -> int:
    """Columns that a text takes; characters of East Asian scripts take two."""
    if text.isascii():
        return len(text)
    return sum(_columns(character) for character in text)


def _columns(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def broken(text: str, indent: str) -> list[str]:
    """A statement or an item of one as lines, broken if it is too wide."""
    if width(indent + text) <= WIDTH:
        return [indent + text]
    pairs = _pairs(text)
    if not pairs:
        return _string(text, indent)
    if text.startswith("assert ") and _compares_names(text.removeprefix("assert ")):
        compared = _operands(text.removeprefix("assert "), indent + INDENT)
        return [f"{indent}assert (", *compared, f"{indent})"]
    start, end = _chosen(text, pairs, indent)
    equals = _equals(text)
    if equals > start or (equals > 0 and width(indent + text[: start + 1]) > WIDTH):
        value = broken(text[equals + 3 :], indent + INDENT)
        return [f"{indent}{text[:equals]} = (", *value, f"{indent})"]
    lines = _inside(text, start, end, indent + INDENT)
    return [indent + text[: start + 1], *lines, *_after(text[end:], indent)]


def _after(text: str, indent: str) -> list[str]:
    """What follows brackets that were broken, from the closing one on."""
    # A name in place of the bracket, which closes nothing here.
    lines = broken(f"_{text[1:]}", indent)
    return [indent + text[0] + lines[0][len(indent) + 1 :], *lines[1:]]


def _chosen(text: str, pairs: list[tuple[int, int]], indent: str) -> tuple[int, int]:
    """The brackets to break at: the last ones that leave a head that fits."""
    if text.startswith((*DEFS, "class ")):
        return pairs[0]
    fitting = [one for one in pairs if width(indent + text[: one[0] + 1]) <= WIDTH]
    return fitting[-1] if fitting else pairs[-1]


def _equals(text: str) -> int:
    """Where the equals sign of an assignment is, or -1."""
    depth = 0
    for position, mark in marks(text):
        depth += (mark in OPEN) - (mark in CLOSE)
        if depth == 0 and mark == " = ":
            return position
    return -1


def _inside(text: str, start: int, end: int, indent: str) -> list[str]:
    """What stands in brackets: on one line if that is usual, else an item a line."""
    inside, before = text[start + 1 : end], text[:start]
    items = _items(inside)
    if len(items) == 1 and not inside.endswith(",") and not text.startswith(DEFS):
        return _comprehension(inside, indent) or _operands(inside, indent)
    # A call or a subscript may keep its arguments on one line; a display may not.
    together = before[-1:].isidentifier() or before.endswith((")", "]"))
    if together and len(items) > 1 and width(indent + inside) <= WIDTH:
        return [indent + inside]
    return [line for item in items for line in _operands(f"{item},", indent)]


def _compares_names(text: str) -> bool:
    """Whether neither side of a comparison is in brackets that could be broken."""
    if _comparison(text) < 0 or text[0] in OPEN:
        return False
    return text[-1] not in CLOSE or _is_subscript(text)


def _is_subscript(text: str) -> bool:
    """Whether a text ends in the subscript of a name or of another subscript."""
    start, end = _pairs(text)[-1]
    before = text[start - 1 : start]
    subscript = text[start] == "[" and (before.isidentifier() or before in (")", "]"))
    return subscript and end == len(text) - 1


def _comparison(text: str) -> int:
    """Where a comparison at the outermost level has its operator, or -1."""
    depth = 0
    for position, mark in marks(text):
        depth += (mark in OPEN) - (mark in CLOSE)
        if depth == 0 and mark in COMPARISONS:
            return position
    return -1


def _operands(text: str, indent: str) -> list[str]:
    """What stands in brackets; a comparison that is too wide, a side a line."""
    if width(indent + text) <= WIDTH or " for " in text:
        return broken(text, indent)
    position = _comparison(text)
    if position < 0:
        return broken(text, indent)
    left, right = text[:position], text[position + 1 :]
    return broken(left, indent) + broken(right, indent)


def _comprehension(text: str, indent: str) -> list[str]:
    """A comprehension that is too wide, with each clause on a line of its own."""
    pairs = _pairs(text)
    found = [
        match.start()
        for match in re.finditer(r" for \w+ in ", text)
        if not any(start < match.start() < end for start, end in pairs)
    ]
    if len(found) != 1 or width(indent + text) <= WIDTH:
        return []
    element, clause = text[: found[0]], text[found[0] + 1 :]
    return broken(element, indent) + broken(clause, indent)


def _string(text: str, indent: str) -> list[str]:
    """An argument whose string is too wide, as pieces in parentheses."""
    found = ARGUMENT.fullmatch(text)
    if not found:
        return _assigned(text, indent)
    name, quote, words, comma = found.groups()
    pieces = _pieces(words, WIDTH - len(indent) - len(INDENT) - 2)
    if len(pieces) == 1:
        return [indent + text]
    quoted = [f"{indent}{INDENT}{quote}{piece}{quote}" for piece in pieces]
    return [f"{indent}{name}=(", *quoted, f"{indent}){comma}"]


def _assigned(text: str, indent: str) -> list[str]:
    """A string that is assigned or returned, and fits on a line of its own."""
    head, keyword, value = text.partition("return ")
    if head or not keyword:
        equals = _equals(text)
        keyword, value = text[: equals + 3], text[equals + 3 :]
    alone = indent + INDENT + value
    if not keyword.endswith(("return ", " = ")) or width(alone) > WIDTH:
        return [indent + text]
    return [f"{indent}{keyword}(", alone, f"{indent})"]


def _pieces(text: str, room: int) -> list[str]:
    """A text cut after spaces into pieces that fit, spaces kept."""
    pieces = [""]
    for word in text.split(" "):
        if pieces[-1] and width(f"{pieces[-1]}{word} ") > room:
            pieces.append("")
        pieces[-1] += f"{word} "
    pieces[-1] = pieces[-1][:-1]
    return [piece for piece in pieces if piece]


def _pairs(text: str) -> list[tuple[int, int]]:
    """Start and end of every bracket pair at the outermost level, if not empty."""
    pairs, stack = [], []
    for position, mark in marks(text):
        if mark in OPEN:
            stack.append(position)
        elif mark in CLOSE:
            start = stack.pop()
            if not stack and position > start + 1:
                pairs.append((start, position))
    return pairs


def _items(text: str) -> list[str]:
    """The parts between the commas of the outermost level."""
    items, depth, start = [], 0, 0
    for position, mark in marks(text):
        depth += (mark in OPEN) - (mark in CLOSE)
        if mark == "," and depth == 0:
            items.append(text[start:position].strip())
            start = position + 1
    return [*items, text[start:].strip()] if text[start:].strip() else items
