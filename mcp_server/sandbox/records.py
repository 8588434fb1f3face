"""Reads the report of a child process, which may be cut short or forged."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from mcp_server.results import RaisedError, StatementRecord

MAX_REPORT_BYTES = 64_000_000
MAX_REDIRECTS = 20


@dataclass
class ReportedRun:
    """What the child said about itself."""

    ended: bool = False
    error: RaisedError | None = None
    statements: list[StatementRecord] = field(default_factory=list)
    statements_total: int = 0
    redirected: list[str] = field(default_factory=list)


def read(path: Path, statements_kept: int) -> ReportedRun:
    """Parse the report; lines that are not ours are passed over.

    The program can write to the report as well, so nothing in it is trusted beyond
    its shape, and a second end record makes the run count as not ended.
    """
    run = ReportedRun()
    ends = 0
    for record in _lines(path):
        try:
            ends += _take(run, record, statements_kept)
        except (ValidationError, KeyError, TypeError, ValueError):
            continue
    run.ended = ends == 1
    run.statements_total = max(run.statements_total, len(run.statements))
    return run


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    if not path.exists():
        return
    with path.open("rb") as file:
        for line in file.read(MAX_REPORT_BYTES).splitlines():
            try:
                record = json.loads(line)
            except ValueError:  # the last line of a killed run may be cut
                continue
            if isinstance(record, dict):
                yield record


def _take(run: ReportedRun, record: dict[str, Any], statements_kept: int) -> int:
    """Add one record; 1 if it says that the program ended."""
    kind = record.pop("kind")
    if kind == "statement" and len(run.statements) < statements_kept:
        run.statements.append(StatementRecord.model_validate(record))
    elif kind == "redirect" and len(run.redirected) < MAX_REDIRECTS:
        text = str(record["text"])[:300]
        if text not in run.redirected:
            run.redirected.append(text)
    elif kind == "end":
        error = record["error"]
        run.error = RaisedError.model_validate(error) if error else None
        run.statements_total = int(record["statements_total"])
        return 1
    return 0
