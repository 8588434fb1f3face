"""Reads the report of a child process, which may be cut short or forged."""

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from pydantic import Field, ValidationError

from mcp_server.results import RaisedError, StatementRecord, Value
from mcp_server.sandbox.output import clean

MAX_REDIRECTS = 20
MAX_OTHERS = 1_000
"""Records beside statements; the recorder writes no more than these."""
MAX_LINE, MAX_TEXT, MAX_LIST = 262_144, 4_000, 500


class End(Value):
    """The last record of a run."""

    error: RaisedError | None
    statements_total: int = Field(ge=0, le=10**12)
    failed_total: int = Field(ge=0, le=10**12)
    unsent: list[str]
    unexecuted: list[str]


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

    The program can write to the report as well, so nothing in it is trusted beyond its
    shape. The run ended only if there is one end record, it is whole, and it is last.
    """
    run = ReportedRun()
    most = statements_kept + MAX_OTHERS
    lines = report.split(b"\n", most + 1)
    records = list(_parsed(lines[:most]))
    for record in records:
        with suppress(KeyError, ValidationError):
            _take(run, record, statements_kept)
    ends = [number for number, one in enumerate(records, 1) if one.get("kind") == "end"]
    run.ended = run.ended and ends == [len(records)] and len(lines) <= most
    run.statements_total = max(run.statements_total, len(run.statements))
    return run


def _parsed(lines: list[bytes]) -> Iterator[dict[str, Any]]:
    for line in lines:
        if (
            len(line) > MAX_LINE
        ):  # ours are shorter, and parsed it would be many times it
            continue
        try:
            record = _cleaned(json.loads(line))
        except (ValueError, RecursionError):  # cut short by a kill, or not ours
            continue
        if isinstance(record, dict):
            yield record


def _cleaned(value: Any) -> Any:
    """The value with every text and list in it cleaned and cut; records are shallow."""
    if isinstance(value, str):
        return clean(value[:MAX_TEXT])
    if isinstance(value, list):
        return [_cleaned(one) for one in value[:MAX_LIST]]
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
        end = End.model_validate(fields, strict=True)
        run.ended = True
        run.error = end.error
        run.statements_total = end.statements_total
        run.failed_total = end.failed_total
        run.unsent, run.unexecuted = end.unsent, end.unexecuted
