"""Calls every GET twice, with more rows the second time: what grows is measured."""

from dataclasses import dataclass
from typing import Any

from mcp_server.observe.exercise.asgi import Answer
from mcp_server.observe.exercise.calls import Caller
from mcp_server.observe.exercise.operations import Operation


@dataclass(frozen=True)
class Measured:
    """One answer, as far as it can be compared."""

    rows: int
    statements: int
    answer: Answer


def measure(caller: Caller, operations: list[Operation]) -> dict[str, Measured]:
    """By operation: what its answer held and cost; only those that were answered."""
    found = {}
    for one in operations:
        if one.method == "GET":
            answer = caller.ask(one, "read" if one.in_path else "list")
            if answer is not None and answer.ok:
                rows = objects(answer.json())
                found[one.target] = Measured(rows, answer.statements, answer)
    return found


def objects(value: Any) -> int:
    """Things in an answer: of the list it is, or of all lists in it."""
    if isinstance(value, list):
        return len(value)
    if not isinstance(value, dict):
        return 0
    return sum(objects(inner) for inner in value.values())


def tell(
    caller: Caller, before: dict[str, Measured], after: dict[str, Measured]
) -> None:
    """Write one record for each operation that was answered both times."""
    for target, first in before.items():
        second = after.get(target)
        if second is None:
            continue
        file, line = caller.place(second.answer)
        caller.recorder.write(
            "growth",
            target=target,
            rows_before=first.rows,
            rows_after=second.rows,
            statements_before=first.statements,
            statements_after=second.statements,
            file=file,
            line=line,
        )
