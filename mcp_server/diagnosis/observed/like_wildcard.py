"""LIKE wildcard: a text that was searched for has a % or _ that nothing escapes."""

import ast
import re
from collections.abc import Iterator

from mcp_server.diagnosis.observed import Sighting
from mcp_server.results import Evidence, StatementRecord

PLACE = re.compile(r"'(?:[^']|'')*'|\?|:\w+")
"""A literal, or the place of a parameter."""
MADE = re.compile(
    r"\bLIKE\s+(?:lower\(|upper\()*\s*(?:'%'\s*\|\|\s*(?:lower\()*\?"
    r"|(?:lower\()*\?\)*\s*\|\|\s*'%')(?!.{0,30}\bESCAPE\b)",
    re.IGNORECASE | re.DOTALL,
)
"""What `contains()`, `startswith()` and `endswith()` send: the text is a parameter, its
wildcards are the program's own."""
WILD = re.compile(r"[%_]")
LONGEST = 40


def find(evidence: Evidence) -> Iterator[Sighting]:
    """One sighting for each line that searched for a text with a wildcard in it."""
    seen: set[tuple[str | None, int | None]] = set()
    for record in evidence.statements:
        place = record.file, record.line
        if record.phase != "program" or not record.judged or place in seen:
            continue
        for text in _searched(record):
            if WILD.search(text) and place not in seen:
                seen.add(place)
                yield _sighting(record, text)


def _searched(record: StatementRecord) -> Iterator[str]:
    """The texts that stand at the places of the patterns."""
    matches = list(MADE.finditer(record.sql))
    values = _values(record.parameters) if matches else ()
    for match in matches:
        at = _places(record.sql[: match.start()])
        value = values[at] if at < len(values) else None
        if isinstance(value, str):
            yield value


def _places(sql: str) -> int:
    """How many parameters stand in this part of a statement."""
    return sum(match[0] == "?" for match in PLACE.finditer(sql))


def _values(parameters: str) -> tuple[object, ...]:
    """The parameters, if they were kept whole."""
    try:
        values = ast.literal_eval(parameters)
    except (SyntaxError, ValueError):
        return ()
    return values if isinstance(values, tuple) else ()


def _sighting(record: StatementRecord, text: str) -> Sighting:
    shown = text if len(text) <= LONGEST else f"{text[:LONGEST]}..."
    wild = " and ".join(sorted(set(WILD.findall(text))))
    return Sighting(
        file=record.file,
        line=record.line,
        message=f"The search for {shown!r} takes {wild} for a wildcard: rows that do "
        "not have this text are found as well.",
        fix="contains(text, autoescape=True), or startswith, endswith, icontains "
        "likewise.",
        severity="warning",
    )
