"""A forked child as its supervisor sees it: pipes, a handle, and how it ended."""

import os
import select
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path

from mcp_server.sandbox.removal import remove
from mcp_server.sandbox.watched import Ended

PIPES = 5
"""Job, standard output, standard error, report, traceback: in this order."""


class ZygoteDied(Exception):
    """There is no zygote to make a child, or it is gone with its children."""


@dataclass
class Child:
    """A child that waits for its job, and the supervisor's ends of its pipes."""

    scratch: Path
    job: int
    out: int
    err: int
    report: int
    trace: int
    process: "Future[int]" = field(default_factory=Future)
    """Descriptor of the process (pidfd)."""
    ended: "Future[Ended]" = field(default_factory=Future)

    def close_job(self) -> None:
        """Tell the child that its job is complete; without a job it ends."""
        # Never twice: the number may belong to another run by then.
        if self.job >= 0:
            os.close(self.job)
            self.job = -1

    def discard(self) -> None:
        """Close everything and remove its folder."""
        self.close_job()
        for descriptor in (self.out, self.err, self.report, self.trace):
            os.close(descriptor)
        self.process.add_done_callback(close_handle)
        remove(self.scratch)

    def is_dead(self) -> bool:
        """It has ended already, without a job."""
        if not self.process.done():
            return False
        return bool(self.process.exception()) or has_ended(self.process.result())


def piped(scratch: Path) -> tuple[Child, list[int]]:
    """A child's record with our ends of its pipes, and its ends in their order.

    Raises:
        OSError: this process has too many files open; nothing is left open.
    """
    opened: list[int] = []
    try:
        for _ in range(PIPES):
            opened += os.pipe()
    except OSError:
        for descriptor in opened:
            os.close(descriptor)
        raise
    reading, writing = opened[::2], opened[1::2]
    # The job goes to the child; everything else comes from it.
    job, out, err, report, trace = ours = [writing[0], *reading[1:]]
    for descriptor in ours:
        os.set_blocking(descriptor, False)
    child = Child(scratch, job, out, err, report, trace)
    return child, [reading[0], *writing[1:]]


def has_ended(process: int) -> bool:
    """Whether the process behind a handle has ended."""
    ended = select.poll()
    ended.register(process, select.POLLIN)
    return bool(ended.poll(0))


def close_handle(process: "Future[int]") -> None:
    """Close the handle of a process, if there ever was one."""
    if not process.exception():
        os.close(process.result())
