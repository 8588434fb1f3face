"""What one process is to run and to observe."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Job:
    """A program in a folder, and what to do with it."""

    entry: str
    """Path of the file that is run as `__main__`, relative to the folder."""
    context: str | None = None
    """Path of a file that runs before the entry, in the same namespace."""
    unjudged: frozenset[str] = frozenset()
    """Files that belong to us or are context: never the user's line."""
    statements_kept: int = 5_000
    observed: bool = True
    """Tell what it does; otherwise only how it ends."""
    exercise: bool = False
    """Afterwards call what the program only defines: functions, endpoints."""
    requests: list[dict[str, Any]] = field(default_factory=list)
    """HTTP calls to make to the program's application, before all others."""

    @classmethod
    def of(cls, program: dict[str, Any], statements_kept: int) -> "Job":
        """The job that a program, as the supervisor sends it, asks for."""
        return cls(
            entry=program["entry"],
            context=program["context"],
            unjudged=frozenset(program["unjudged"]),
            statements_kept=statements_kept,
            observed=program["observed"],
            exercise=program["exercise"],
            requests=program["requests"],
        )
