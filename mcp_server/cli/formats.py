"""Findings of the static rules as text, JSON, GitHub annotations, or SARIF."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.text import Text

from mcp_server import __version__
from mcp_server.cli.printing import STYLES
from mcp_server.rules.engine import Found
from mcp_server.rules.rule import rules

GITHUB = {"error": "error", "warning": "warning", "info": "notice"}
SARIF = {"error": "error", "warning": "warning", "info": "note"}
SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def as_text(found: Sequence[Found], sources: Mapping[str, str]) -> Iterable[Text]:
    """Each finding with its line and carets below it."""
    for one in found:
        line = Text(f"{one.path}:{one.line}:{one.column + 1}: ")
        line.append(f"{one.code or 'syntax'} {one.severity} ", STYLES[one.severity])
        line.append(one.message)
        yield line
        yield from _excerpt(one, sources.get(one.path, ""))
        can = f" [{one.fix.safety} fix]" if one.fix else ""
        yield Text(f"    fix: {one.remedy}{can}")


def _excerpt(one: Found, source: str) -> Iterable[Text]:
    lines = source.splitlines()
    if not 0 < one.line <= len(lines):
        return
    data = lines[one.line - 1].encode()
    before = data[: one.column].decode(errors="replace")
    end = one.end[1] if one.end[0] == one.line else len(data)
    marked = data[one.column : end].decode(errors="replace")
    yield Text(f"{one.line:>6} | ", "dim").append(lines[one.line - 1], "default")
    carets = " " * len(before) + "^" * max(1, len(marked))
    yield Text(f"{'':>6} | ", "dim").append(carets, STYLES[one.severity])


def summary(found: Sequence[Found], files: int) -> str:
    """How many findings there are, and how many a fix could mend."""
    counts: Counter[str] = Counter(one.severity for one in found)
    told = [f"{counts[name]} {name}" for name in STYLES if counts[name]]
    if not told:
        return f"{files} files checked: no findings"
    fixes = Counter(one.fix.safety for one in found if one.fix)
    text = f"{files} files checked: {', '.join(told)}"
    if fixes["safe"]:
        text += f"; {fixes['safe']} can be mended with --fix"
    if fixes["unsafe"]:
        text += f"; {fixes['unsafe']} with --unsafe-fixes"
    return text


def statistics(found: Iterable[Found]) -> Iterable[str]:
    """How often each rule was broken, the most frequent first."""
    counts = Counter(one.code or "syntax" for one in found)
    for code, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        rule = rules().get(code)
        yield f"{count:>6}  {code}  {rule.title if rule else 'does not parse'}"


def as_json(found: Iterable[Found], files: int) -> str:
    """One object with every finding."""
    told = [
        one.finding().model_dump(mode="json") | {"column": one.column + 1}
        for one in found
    ]
    return json.dumps({"files": files, "findings": told}, indent=2)


def as_github(found: Iterable[Found]) -> Iterable[str]:
    """Workflow commands: each finding becomes an annotation of the change."""
    for one in found:
        place = f"file={_property(one.path)},line={one.line},col={one.column + 1}"
        title = _property(one.code or "syntax")
        text = _data(f"{one.message} {one.remedy}")
        yield f"::{GITHUB[one.severity]} {place},title={title}::{text}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def as_sarif(found: Sequence[Found]) -> str:
    """SARIF 2.1.0, as code scanning services read it."""
    codes = sorted({one.code for one in found if one.code})
    driver = {
        "name": "sqlmodel-production",
        "version": __version__,
        "rules": [
            {
                "id": code,
                "name": rules()[code].name,
                "shortDescription": {"text": rules()[code].title},
                "fullDescription": {"text": rules()[code].section("What it does")},
            }
            for code in codes
        ],
    }
    log = {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {"tool": {"driver": driver}, "results": [_result(one) for one in found]}
        ],
    }
    return json.dumps(log, indent=2)


def _result(one: Found) -> dict[str, Any]:
    region = {"startLine": one.line, "startColumn": one.column + 1}
    location = {"artifactLocation": {"uri": one.path}, "region": region}
    return {
        "ruleId": one.code or "syntax",
        "level": SARIF[one.severity],
        "message": {"text": f"{one.message} {one.remedy}"},
        "locations": [{"physicalLocation": location}],
    }
