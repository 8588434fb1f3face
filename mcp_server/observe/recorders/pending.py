"""What a connection has written and not yet committed."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

Place = tuple[str | None, int | None]


class Write(NamedTuple):
    """Rows that were written in one way from one line."""

    action: str
    """`added`, `changed`, `marked` (changed and given to add()), `deleted`, or the
    first word of a statement."""
    subject: str
    """Name of the model or of the table."""
    file: str | None
    line: int | None


@dataclass
class Pending:
    """The writes of one transaction, in order, with where its savepoints began."""

    writes: list[tuple[Write, int]] = field(default_factory=list)
    savepoints: dict[str, int] = field(default_factory=dict)

    def add(self, write: Write, rows: int) -> None:
        """Remember rows; equal writes that follow each other are one."""
        open_since = max(self.savepoints.values(), default=0)
        if len(self.writes) > open_since and self.writes[-1][0] == write:
            rows += self.writes.pop()[1]
        self.writes.append((write, rows))

    def back_to(self, savepoint: str) -> None:
        """Forget what was written since a savepoint."""
        start = self.savepoints.get(savepoint, len(self.writes))
        del self.writes[start:]
        self.release(savepoint)

    def release(self, savepoint: str) -> None:
        """A savepoint ended; its writes now depend on the transaction."""
        self.savepoints.pop(savepoint, None)

    def clear(self) -> None:
        """The transaction is over."""
        self.writes.clear()
        self.savepoints.clear()

    @property
    def rows(self) -> int:
        """How many rows were written."""
        return sum(rows for _, rows in self.writes)


def total(writes: list[tuple[Write, int]]) -> Iterator[tuple[Write, int]]:
    """Equal writes together, in order of the first one."""
    counts: Counter[Write] = Counter()
    for write, rows in writes:
        counts[write] += rows
    yield from counts.items()
