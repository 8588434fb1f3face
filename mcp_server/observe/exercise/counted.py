"""Counts the statements of one call, and the rows that it answers with."""

from collections.abc import Sequence
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Engine, event

from mcp_server.observe import activity
from mcp_server.observe.exercise.growth import objects

READS = ("SELECT", "WITH", "PRAGMA")


class Counted:
    """What was sent while it was entered."""

    def __init__(self) -> None:
        self.statements = 0
        self.rows = 0
        self.only_reads = True
        """Every statement was a SELECT, and there was one."""

    def __enter__(self) -> Self:
        event.listen(Engine, "before_cursor_execute", self._sent)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        event.remove(Engine, "before_cursor_execute", self._sent)
        self.only_reads = self.only_reads and self.statements > 0

    def take(self, answer: Any) -> None:
        """Note how many things a call has answered with."""
        is_list = isinstance(answer, Sequence) and not isinstance(answer, str | bytes)
        self.rows = len(answer) if is_list else objects(answer)

    def _sent(self, _connection: Any, _cursor: Any, sql: str, *_rest: Any) -> None:
        if not activity.is_own():
            self.statements += 1
            self.only_reads &= sql.lstrip().upper().startswith(READS)
