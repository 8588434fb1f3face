"""DBML as pydbml takes it: one column a line, nothing that it does not know."""

import re
from collections.abc import Iterator

from mcp_server.errors import InvalidSpec
from mcp_server.scaffold.readers.tables.schema import Schema

TOKEN = re.compile(
    r"(?P<skip>'''.*?'''|'(?:[^'\\\n]|\\.)*'|`[^`]*`|\"[^\"\n]*\"|//[^\n]*|/\*.*?\*/)"
    r"|(?P<brace>[{}\[\]])",
    re.DOTALL,
)
NAME = r'(?:"[^"]*"|[\w-]+)(?:\.(?:"[^"]*"|[\w-]+))?'
TABLE = re.compile(rf"\bTable\s+(?P<name>{NAME})[^{{}}]*$", re.IGNORECASE)
UNKNOWN = re.compile(r"\b(TablePartial|records|DiagramView)\b[^{}]*$", re.IGNORECASE)
COLUMN = re.compile(
    rf"(?P<name>{NAME})\s+(?P<type>(?:\"[^\"]*\"|[\w.]+)(?:\([^()]*\))?(?:\[\d*\])*)"
    r"\s*(?P<settings>\[[^\]]*\])?\s*"
)
CHECK_SETTING = re.compile(r",?\s*check:\s*`([^`]*)`\s*(,)?", re.IGNORECASE)
CONDITION = re.compile(r"`([^`]*)`")
DEEPEST = 20


def normalised(text: str, schema: Schema) -> tuple[str, list[tuple[str, str]]]:
    """The text that pydbml takes, and the checks of tables, which it does not.

    Raises:
        InvalidSpec: braces are not balanced, or nested too deeply.
    """
    out: list[str] = []
    checks: list[tuple[str, str]] = []
    done = 0
    for head_start, start, end in _blocks(text):
        head, body = text[head_start:start], text[start + 1 : end]
        out.append(text[done:head_start])
        done = end + 1
        if unknown := UNKNOWN.search(head):
            schema.left_out.add("", f"`{' '.join(unknown[0].split())[:60]}`")
            out += [head[: unknown.start()], "\n" * text.count("\n", head_start, end)]
        elif table := TABLE.search(head):
            name = table["name"].split(".")[-1].strip('"')
            out += [head, "{", _body(body, name, checks), "}"]
        else:
            out += [head, "{", _one_a_line(body), "}"]
    out.append(text[done:])
    return "".join(out), checks


def _blocks(text: str) -> Iterator[tuple[int, int, int]]:
    """The outermost braces: where what is before starts, `{` and `}`."""
    depth, before, start = 0, 0, 0
    for found in TOKEN.finditer(text):
        brace = found["brace"]
        if brace == "{":
            depth += 1
            start = found.start() if depth == 1 else start
        elif brace == "}":
            depth -= 1
            if depth == 0:
                yield before, start, found.start()
                before = found.end()
        if not 0 <= depth <= DEEPEST:
            line = text.count("\n", 0, found.start()) + 1
            raise InvalidSpec(f"Line {line}: this brace matches no other; send pairs.")
    if depth:
        line = text.count("\n", 0, start) + 1
        raise InvalidSpec(
            f"Line {line}: what starts with `{{` does not end; send `}}`."
        )


def _body(body: str, table: str, checks: list[tuple[str, str]]) -> str:
    def block(found: re.Match[str]) -> str:
        checks.extend((table, one) for one in CONDITION.findall(found[0]))
        return "\n" * found[0].count("\n")

    def setting(found: re.Match[str]) -> str:
        checks.append((table, found[1]))
        return "," if found[0].startswith(",") and found[2] else ""

    body = re.sub(r"\bchecks\s*\{[^{}]*\}", block, body, flags=re.IGNORECASE)
    body = CHECK_SETTING.sub(setting, body)
    return _one_a_line(re.sub(r"(?<=\s)\[\s*\]\s*$", "", body, flags=re.MULTILINE))


def _one_a_line(body: str) -> str:
    """A body of one line as one of several, which end before the brace."""
    if "\n" in body.strip() or not body.strip():
        return body if "\n" in body and not _last(body).strip() else f"{body}\n"
    columns = list(COLUMN.finditer(body.strip()))
    whole = "".join(one[0] for one in columns) == body.strip()
    lines = [one[0].strip() for one in columns] if whole else [body.strip()]
    return "\n" + "\n".join(lines) + "\n"


def _last(body: str) -> str:
    return body.rpartition("\n")[2]
