"""What the supervisor and the kernel saw of one run."""

from dataclasses import dataclass, field

from mcp_server.sandbox.output import Output


@dataclass(frozen=True)
class Ended:
    """How a process ended, as the kernel told its parent."""

    exit_code: int
    """Negative: the signal that ended it."""
    cpu_seconds: float
    memory_bytes: int


@dataclass
class Watched:
    """One run, seen from outside."""

    output: Output
    report: bytearray = field(default_factory=bytearray)
    trace: bytearray = field(default_factory=bytearray)
    """What the process wrote about where it was before it was killed."""
    stopped_by: str | None = None
    ended: Ended | None = None
    """None if nobody could say: the zygote died with it."""
    seconds: float = 0.0
