"""Finds the part of a long log that tells what went wrong."""

import re

LONGEST = 24_000
"""Characters that are searched for signatures: a whole traceback, not a whole log."""
BEFORE, AFTER = 2, 3
"""Lines around a telling line that belong to it."""
TELLING = re.compile(
    r"error|exception|traceback|warning|fatal|panic|detail:|hint:|sqlalche\.me|\[sql:"
    r"|deadlock|locked|denied|refused|timed? ?out|too many|rollback|violat|violación"
    r"|constraint|not found|no such|does not exist|already|cannot|can't|failed"
    r"|(?:^|\s)(?:\w+\.)+[a-z]\w+: |greenlet|never awaited|duplicate"
    r"|ошибка|fehler|erreur|erro\b|错误|異常|エラー",
    re.IGNORECASE,
)
NAMED = re.compile(
    r"Traceback \(most recent|sqlalche\.me|\[SQL:|\b(?:\w+\.)+[A-Z]\w+: |DETAIL: "
    r"|^\w*(?:Error|Exception|Warning|Found|Row|Greenlet)\b"
)
"""Lines with the name of an exception."""
VARYING = re.compile(r"0x[0-9a-f]+|\d+", re.IGNORECASE)
MOST_REPEATED = 2
"""Of lines that are equal but for numbers, the first and the last ones are kept."""
HEAD = "Traceback (most recent call last)"
LONGEST_LINE, LONGEST_TRACEBACK = 2_000, 80
"""Characters, and lines."""
LEAST_STATEMENTS = 5
STATEMENT = re.compile(r"\b(?:SELECT|INSERT|UPDATE|DELETE)\b.{5,200}")


def excerpt(text: str) -> str:
    """The text itself if it is short; else its telling lines and what is around them.

    If these are too many, only errors by name and tracebacks are kept; of them the last
    ones before the first: what is pasted ends where it hurt.
    """
    if len(text) <= LONGEST:
        return text
    lines = [line[:LONGEST_LINE] for line in text.splitlines()]
    told = _joined(lines, _kept(lines, TELLING))
    if len(told) > LONGEST:
        told = _joined(lines, _kept(lines, NAMED)) or told
    if not told.strip():
        told = text
    if len(told) > LONGEST:
        told = told[: LONGEST // 3] + "\n" + told[-2 * LONGEST // 3 :]
    return told


def _joined(lines: list[str], kept: set[int]) -> str:
    return "\n".join(lines[number] for number in sorted(kept))


def _kept(lines: list[str], wanted: re.Pattern[str]) -> set[int]:
    shapes = {line: _shape(line) for line in set(lines) if wanted.search(line)}
    places: dict[str, list[int]] = {}
    for number, line in enumerate(lines):
        if line in shapes:
            places.setdefault(shapes[line], []).append(number)
    kept = set[int]()
    for same in places.values():
        for number in {*same[:MOST_REPEATED], *same[-MOST_REPEATED:]}:
            after = LONGEST_TRACEBACK if HEAD in lines[number] else AFTER
            kept.update(range(max(0, number - BEFORE), number + after + 1))
    return {number for number in kept | _repeated(lines) if number < len(lines)}


def _shape(line: str) -> str:
    return VARYING.sub("#", line[:300])


def _repeated(lines: list[str]) -> set[int]:
    """A few of the statements that are sent again and again, if there are such."""
    places: dict[str, list[int]] = {}
    for number, line in enumerate(lines):
        if found := STATEMENT.search(line[:1_000]):
            places.setdefault(_shape(found[0]), []).append(number)
    most = max(places.values(), key=len, default=[])
    return set(most[:LEAST_STATEMENTS]) if len(most) >= LEAST_STATEMENTS else set()
