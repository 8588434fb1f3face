"""Reads the report of a child process, which may be cut short or forged."""

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from mcp_server.results import RaisedError, StatementRecord
from mcp_server.sandbox.output import clean

MAX_REDIRECTS = 20
MAX_TEXTS, MAX_TEXT = 20, 300


@dataclass
class ReportedRun:
    """What the child said about itself."""

    ended: bool = False
    error: RaisedError | None = None
    statements: list[StatementRecord] = field(default_factory=list)
    statements_total: int = 0
    failed_total: int = 0
    unsent: list[str] = field(default_factory=list)
    unexecuted: list[str] = field(default_factory=list)
    redirected: list[str] = field(default_factory=list)


def read(report: bytes, statements_kept: int) -> ReportedRun:
    """Parse the report; lines that are not ours are passed over.

    The program can write to the report as well, so nothing in it is trusted beyond
    its shape. The run ended only if there is one end record, and it is the last.
    """
    run = ReportedRun()
    records = list(_lines(report))
    for record in records:
        # Not ours, or not whole: passed over, but an end that is wrong stays an end.
        with suppress(KeyError, TypeError, ValueError, OverflowError):
            _take(run, record, statements_kept)
    ends = [number for number, one in enumerate(records, 1) if one.get("kind") == "end"]
    run.ended = ends == [len(records)]
    run.statements_total = max(run.statements_total, len(run.statements))
    return run


def _lines(report: bytes) -> Iterator[dict[str, Any]]:
    for line in report.splitlines():
        try:
            record = _cleaned(json.loads(line))
        except (ValueError, RecursionError):  # cut short by a kill, or not ours
            continue
        if isinstance(record, dict):
            yield record


def _cleaned(value: Any) -> Any:
    """The value with every text in it cleaned; our records are two levels deep."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return [clean(one) if isinstance(one, str) else one for one in value]
    if isinstance(value, dict):
        return {name: _cleaned(one) for name, one in value.items()}
    return value


def _take(run: ReportedRun, record: dict[str, Any], statements_kept: int) -> None:
    """Add what one record says."""
    kind = record["kind"]
    fields = {name: value for name, value in record.items() if name != "kind"}
    if kind == "statement" and len(run.statements) < statements_kept:
        run.statements.append(StatementRecord.model_validate(fields))
    elif kind == "redirect" and len(run.redirected) < MAX_REDIRECTS:
        text = str(fields["text"])[:300]
        if text not in run.redirected:
            run.redirected.append(text)
    elif kind == "end":
        error = fields["error"]
        run.error = RaisedError.model_validate(error) if error else None
        run.statements_total = int(fields["statements_total"])
        run.failed_total = int(fields["failed_total"])
        run.unsent = _texts(fields["unsent"])
        run.unexecuted = _texts(fields["unexecuted"])


def _texts(values: list[Any]) -> list[str]:
    return [str(value)[:MAX_TEXT] for value in values[:MAX_TEXTS]]
