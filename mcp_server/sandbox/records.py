"""Reads the report of a child process, which may be cut short or forged."""

import json
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, get_args

from pydantic import Field, ValidationError

from mcp_server.results import Evidence, RaisedError, Record, StatementRecord, Value
from mcp_server.sandbox.output import clean

MAX_TEXTS, MAX_SHORT = 20, 300
MAX_OTHERS = 10_000
"""Records beside statements; the recorder writes no more than these."""
MAX_LINE, MAX_TEXT, MAX_LIST = 262_144, 4_000, 500


class End(Value):
    """The last record of a run."""

    error: RaisedError | None
    statements_total: int = Field(ge=0, le=10**12)
    failed_total: int = Field(ge=0, le=10**12)
    unsent: list[str]
    unexecuted: list[str]


NO_END = End(error=None, statements_total=0, failed_total=0, unsent=[], unexecuted=[])
LISTS: dict[str, tuple[str, type[Record]]] = {
    one.kind: (name, one)
    for name, field_ in Evidence.model_fields.items()
    for one in get_args(field_.annotation)
    if isinstance(one, type) and issubclass(one, Record)
}
"""By kind of record: the list of the evidence that it belongs to, and its class."""
TEXTS = {"redirect": "redirected", "assumed": "assumed"}
"""By kind of record with nothing but a text: the list that it belongs to."""


@dataclass
class ReportedRun:
    """What the child said about itself."""

    ended: bool = False
    end: End = NO_END
    lists: defaultdict[str, list[Any]] = field(
        default_factory=lambda: defaultdict(list)
    )
    """By name of a list of the evidence: what belongs into it."""

    @property
    def statements_total(self) -> int:
        """Those that were counted; at least those that were recorded."""
        program = [one for one in self.lists["statements"] if one.phase == "program"]
        return max(self.end.statements_total, len(program))


def read(report: bytes, statements_kept: int) -> ReportedRun:
    """Parse the report; lines that are not ours are passed over.

    The program can write to the report as well, so nothing in it is trusted beyond its
    shape. The run ended only if there is one end record, it is whole, and it is last.
    """
    run = ReportedRun()
    most = statements_kept + MAX_OTHERS
    lines = report.split(b"\n", most + 1)
    records = list(_parsed(lines[:most]))
    ends = [number for number, one in enumerate(records, 1) if one.get("kind") == "end"]
    for record in records:
        with suppress(KeyError, ValidationError):
            _take(run, record, statements_kept)
    run.ended = run.ended and ends == [len(records)] and len(lines) <= most
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
    kind = str(record.pop("kind"))
    if kind == "end":
        run.end = End.model_validate(record, strict=True)
        run.ended = True
    elif kind in TEXTS:
        texts, text = run.lists[TEXTS[kind]], str(record["text"])[:MAX_SHORT]
        if text not in texts and len(texts) < MAX_TEXTS:
            texts.append(text)
    elif kind in LISTS:
        name, model = LISTS[kind]
        most = statements_kept if model is StatementRecord else model.most
        if len(run.lists[name]) < most:
            run.lists[name].append(model.model_validate(record))
