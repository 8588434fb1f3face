"""Splits SQL into statements and lists, without understanding either."""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from mcp_server.errors import InvalidSpec

DEEPEST = 25
# Where something starts in which brackets and semicolons mean nothing, and brackets.
STARTS = re.compile(r"['\"`\[(),;]|--|/\*|\$\w*\$|^[ \t]*#", re.MULTILINE)
IDENTIFIER = r'(?:"(?:[^"]|"")*"|`[^`]*`|\[[^\]]*\]|[^\W\d][\w$#]*)'
TRIGGER = re.compile(r"\s*CREATE\s+(\w+\s+){0,6}?TRIGGER\b", re.IGNORECASE)
SKIPPED_LINE = re.compile(r"[ \t]*(?:\\|\.\w|GO[ \t]*(?:\n|$))", re.IGNORECASE)
DELIMITER = re.compile(r"DELIMITER[ \t]+(\S+)[^\n]*(?:\n|$)", re.IGNORECASE)
COPY = re.compile(
    r"^COPY\s[^;]{1,4000}\bFROM\s+stdin\b[^;\n]*;", re.IGNORECASE | re.MULTILINE
)
SCHEMA = re.compile(
    rf"CREATE\s+SCHEMA\s+(?:IF\s+NOT\s+EXISTS\s+)?({IDENTIFIER})\s"
    r"(?:\s*AUTHORIZATION\s+\S+)?\s*(?=CREATE\b)",
    re.IGNORECASE,
)
ELEMENT = re.compile(
    r"\b(?:CREATE\s+(?:UNIQUE\s+)?(?:TABLE|INDEX|VIEW|SEQUENCE|TRIGGER)|GRANT)\b",
    re.IGNORECASE,
)
# What comes before the name of a table.
IN_SCHEMA = re.compile(
    r"CREATE\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?"
    r"|CREATE\s+(?:UNIQUE\s+)?INDEX\s+\w+\s+ON\s+",
    re.IGNORECASE,
)
GO = re.compile(r"^[ \t]*GO[ \t]*;?[ \t]*$", re.IGNORECASE | re.MULTILINE)
# What MySQL executes although it is written as a comment.
EXECUTED = re.compile(r"/\*!\d*")


@dataclass
class Statement:
    """One statement without its comments, and where it starts."""

    text: str
    line: int

    def words(self, most: int) -> list[str]:
        """Its first words, in upper case."""
        return [word.upper() for word in re.findall(r"[^\W\d]\w*", self.text[:200])][
            :most
        ]


def statements(text: str, dialect: str) -> Iterator[Statement]:
    """The statements of a text.

    Raises:
        InvalidSpec: a string, comment or name does not end.
    """
    end, after, delimiter = 0, 0, ";"
    plain = without_comments(_without_copied_rows(text), dialect)
    # The end of a batch, as the tools of SQL Server have it.
    plain = GO.sub(";", plain)
    line = 1
    while after < len(plain):
        start = after
        skipped = _skipped(plain, start)
        if skipped is not None:
            found = DELIMITER.match(plain[start:skipped].lstrip())
            delimiter = found[1] if found else delimiter
            end = after = skipped
        else:
            end = _end(plain, start, dialect, delimiter)
            after = end + len(delimiter)
            if plain[start:end].strip():
                blank = plain[start:end]
                offset = len(blank) - len(blank.lstrip())
                first = line + plain.count("\n", start, start + offset)
                yield Statement(blank.strip(), first)
        line += plain.count("\n", start, after)


def _skipped(text: str, start: int) -> int | None:
    """Where a line that is no SQL ends: of psql, of sqlite3, of mysql."""
    while start < len(text) and text[start].isspace():
        start += 1
    if SKIPPED_LINE.match(text, start) or DELIMITER.match(text, start):
        end = text.find("\n", start)
        return len(text) if end < 0 else end + 1
    return None


def _end(text: str, start: int, dialect: str, delimiter: str) -> int:
    """Where the statement ends that starts here."""
    if delimiter != ";":
        end = text.find(delimiter, start)
        return len(text) if end < 0 else end
    is_trigger = bool(TRIGGER.match(text, start))
    for position, mark in marks(text, start, dialect):
        if mark == ";" and not (is_trigger and _is_inside(text, start, position)):
            return position
    return len(text)


def _is_inside(text: str, start: int, position: int) -> bool:
    """Whether a semicolon is one of a trigger's body."""
    ended = re.search(
        r"\bEND\s*$", text[max(start, position - 40) : position], re.IGNORECASE
    )
    return not ended and bool(
        re.search(r"\bBEGIN\b", text[start : start + 2000], re.IGNORECASE)
    )


def _without_copied_rows(text: str) -> str:
    """The text without the rows that psql reads after COPY ... FROM stdin."""
    kept: list[str] = []
    done = 0
    while found := COPY.search(text, done):
        end = text.find("\n\\.", found.end())
        end = len(text) if end < 0 else end + len("\n\\.")
        rows = text[found.end() : end]
        kept += [text[done : found.end()], "\n" * rows.count("\n")]
        done = end
    return "".join([*kept, text[done:]])


def marks(text: str, start: int, dialect: str) -> Iterator[tuple[int, str]]:
    """Where brackets, commas and semicolons are that mean something."""
    position = start
    while found := STARTS.search(text, position):
        mark = found[0]
        if mark in {"(", ")", ",", ";"}:
            yield found.start(), mark
            position = found.end()
        else:
            position = _after_quoted(text, found, dialect)


def _after_quoted(text: str, found: re.Match[str], dialect: str) -> int:
    mark = found[0]
    if mark == "[" and dialect != "sqlite":
        return found.end()
    if mark.startswith("$") and dialect != "postgres":
        return found.end()
    if mark.lstrip(" \t") in {"--", "#", "/*"}:
        # Comments are gone already: this is an operator.
        return found.end()
    if mark == "'":
        escaped = dialect == "mysql" or text[found.start() - 1 : found.start()] in "eE"
        return _after_string(text, found.end(), escapes=escaped and found.start() > 0)
    if mark == '"' and dialect == "mysql":
        return _after_string(text, found.end(), escapes=True, quote='"')
    closing = "]" if mark == "[" else mark
    return _after(text, found.start(), closing, len(mark))


def _after_string(text: str, start: int, *, escapes: bool, quote: str = "'") -> int:
    if not escapes:
        return _after(text, start - 1, "'", 1)
    position = start
    for found in re.compile(rf"\\.|{quote}", re.DOTALL).finditer(text, position):
        if found[0] == quote:
            return found.end()
    raise _unterminated(text, start - 1)


def _after(text: str, start: int, closing: str, opening: int) -> int:
    end = text.find(closing, start + opening)
    if end < 0:
        raise _unterminated(text, start)
    return end + len(closing)


def _unterminated(text: str, start: int) -> InvalidSpec:
    line = text.count("\n", 0, start) + 1
    shown = text[start : start + 20].splitlines()[0]
    return InvalidSpec(
        f"Line {line}: what starts with `{shown}` does not end; send the whole text."
    )


def without_comments(text: str, dialect: str) -> str:
    """The text with blanks for its comments; lines stay where they are."""
    kept: list[str] = []
    done = position = 0
    while found := STARTS.search(text, position):
        mark = found[0].lstrip(" \t")
        if mark not in {"--", "/*", "#"}:
            inside = mark in {"(", ")", ",", ";"}
            position = found.end() if inside else _after_quoted(text, found, dialect)
        elif mark == "#" and dialect != "mysql":
            position = found.end()
        else:
            end = _after_comment(text, found.start(), mark)
            kept += [text[done : found.start()], _blank(text[found.start() : end])]
            done = position = end
    kept.append(text[done:])
    return "".join(kept)


def _after_comment(text: str, start: int, mark: str) -> int:
    if mark == "/*":
        return _after(text, start, "*/", 2)
    end = text.find("\n", start)
    return len(text) if end < 0 else end


def _blank(comment: str) -> str:
    executed = EXECUTED.match(comment)
    if executed:
        return " " * executed.end() + comment[executed.end() : -2] + "  "
    return " " + "\n" * comment.count("\n")


@dataclass
class Bracketed:
    """What stands in the first brackets of a text, and around them."""

    before: str
    items: list[tuple[str, int]]
    """Each with the line it starts at, counted from 0."""
    after: str


def bracketed(text: str, dialect: str) -> Bracketed | None:
    """The list in the first brackets; None: there are none that close.

    Raises:
        InvalidSpec: brackets are nested too deeply.
    """
    depth, start = 0, 0
    cuts: list[int] = []
    for position, mark in marks(text, 0, dialect):
        if mark == "(":
            depth += 1
            start = position if depth == 1 else start
            cuts = [position] if depth == 1 else cuts
        elif mark == ")":
            depth -= 1
            if depth == 0:
                items = _items(text, [*cuts, position])
                return Bracketed(text[:start], items, text[position + 1 :])
        elif mark == "," and depth == 1:
            cuts.append(position)
        if depth > DEEPEST:
            line = text.count("\n", 0, position) + 1
            raise InvalidSpec(f"Line {line}: brackets are nested too deeply.")
    return None


def _items(text: str, cuts: list[int]) -> list[tuple[str, int]]:
    found, line, done = [], 0, 0
    for start, end in itertools.pairwise(cuts):
        item = text[start + 1 : end]
        lead = len(item) - len(item.lstrip())
        line += text.count("\n", done, start + 1 + lead)
        done = start + 1 + lead
        if item.strip():
            found.append((item.strip(), line))
    return found


def elements(statement: Statement, dialect: str) -> list[Statement]:
    """What CREATE SCHEMA creates inside of itself, with the schema in its name."""
    head = SCHEMA.match(statement.text)
    if not head:
        return []
    text = statement.text
    starts = [one.start() for one in ELEMENT.finditer(_outermost(text, dialect))]
    found = []
    for start, end in itertools.pairwise([*starts, len(text)]):
        one = IN_SCHEMA.sub(rf"\g<0>{head[1]}.", text[start:end].strip(), count=1)
        found.append(Statement(one, statement.line + text.count("\n", 0, start)))
    return found


def _outermost(text: str, dialect: str) -> str:
    """The text with blanks for everything in brackets."""
    depth, start, kept = 0, 0, list(text)
    for position, mark in marks(text, 0, dialect):
        if mark == "(":
            start = position if depth == 0 else start
            depth += 1
        elif mark == ")":
            depth -= 1
            if depth == 0:
                kept[start:position] = " " * (position - start)
    return "".join(kept)


def listed(text: str, dialect: str) -> list[str]:
    """The parts between commas that stand in no brackets."""
    found = bracketed(f"({text})", dialect)
    return [item for item, _ in found.items] if found else [text]


def name_parts(text: str) -> list[tuple[str, bool]]:
    """The parts of a dotted name, each with whether it was quoted."""
    parts = re.findall(IDENTIFIER, text)
    return [
        (part[1:-1].replace('""', '"') if part[0] in '"`[' else part, part[0] in '"`[')
        for part in parts
    ]
