"""Watches one child from its job to its end: pipes, clock, disk, and the kill."""

import errno
import os
import selectors
import signal
import threading
import time
from contextlib import suppress
from pathlib import Path

from mcp_server.results import Limits
from mcp_server.sandbox import walls
from mcp_server.sandbox.forked import Child, ZygoteDied
from mcp_server.sandbox.output import Output
from mcp_server.sandbox.watched import Ended, Watched

CHUNK = 65_536
MOST_REPORT_BYTES = 64_000_000
MOST_TRACE_BYTES = 65_536
LOOK_SECONDS = 0.02
"""How often the scratch folder is measured."""
LAST_WORDS_SECONDS = 0.2
"""How long a child that is to be killed may take to say where it is."""


class Cancellation:
    """Lets another thread or the event loop stop a run at once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._descriptor: int | None = None
        self._asked = False

    def descriptor(self) -> int:
        """Readable once the run is to be stopped; made when a run first watches it."""
        with self._lock:
            if self._descriptor is None:
                self._descriptor = os.eventfd(int(self._asked))
            return self._descriptor

    def cancel(self) -> None:
        """Make the run's supervisor kill the child; nothing if the run is over."""
        with self._lock:
            self._asked = True
            if self._descriptor is not None:
                os.eventfd_write(self._descriptor, 1)

    def close(self) -> None:
        """Free the descriptor, after the run."""
        with self._lock:
            if self._descriptor is not None:
                os.close(self._descriptor)
                self._descriptor = None


class Watch:
    """One run being watched, in the thread that calls `until_end`."""

    def __init__(self, child: Child, job: bytes, limits: Limits) -> None:
        self._child = child
        self._job = memoryview(job)
        self._limits = limits
        self._selector = selectors.DefaultSelector()
        self._seen = Watched(Output(limits.output_bytes))
        self._deadline = time.monotonic() + limits.wall_seconds
        self._kill_at: float | None = None

    def until_end(self, cancellation: Cancellation) -> Watched:
        """Feed the job and collect everything until the child is dead.

        Raises:
            ZygoteDied: there is no such child; nothing was run.
            OSError: too many files are open to watch it.
        """
        started = time.monotonic()
        with self._selector:
            handle = self._child.process.result()
            self._register(handle, cancellation)
            try:
                while self._step(handle, cancellation):
                    pass
            except BaseException:  # whatever was wrong: no child runs unwatched
                self._kill(handle)
                raise
            self._drain()
        if self._seen.output.overflowed:  # also when it ended before we looked
            self._stop("output")
        self._seen.ended = self._ended()
        self._seen.seconds = time.monotonic() - started
        return self._seen

    def _register(self, handle: int, cancellation: Cancellation) -> None:
        self._readers = {
            self._child.out: self._take_out,
            self._child.err: self._take_err,
            self._child.report: self._take_report,
            self._child.trace: self._take_trace,
        }
        for descriptor in (*self._readers, handle, cancellation.descriptor()):
            self._selector.register(descriptor, selectors.EVENT_READ)
        self._selector.register(self._child.job, selectors.EVENT_WRITE)

    def _step(self, handle: int, cancellation: Cancellation) -> bool:
        """Wait for something to happen and handle it; False when the child is dead."""
        for key, _ in self._selector.select(LOOK_SECONDS):
            if key.fd == handle:
                return False
            if key.fd == cancellation.descriptor():
                self._selector.unregister(key.fd)
                self._stop("cancelled")
                self._kill(handle)
            elif key.fd == self._child.job:
                self._feed()
            else:
                self._read(key.fd)
        self._check_limits(handle)
        return True

    def _feed(self) -> None:
        """Write as much of the job as the pipe takes; close it at the end."""
        with suppress(BrokenPipeError):
            self._job = self._job[os.write(self._child.job, self._job[:CHUNK]) :]
            if self._job:
                return
        self._selector.unregister(self._child.job)
        self._child.close_job()

    def _read(self, descriptor: int) -> None:
        chunk = os.read(descriptor, CHUNK)
        if chunk:
            self._readers[descriptor](chunk)
        else:
            self._selector.unregister(descriptor)

    def _drain(self) -> None:
        """What the child wrote before it died is still in the pipes."""
        for descriptor, take in self._readers.items():
            with suppress(BlockingIOError, OSError):
                while chunk := os.read(descriptor, CHUNK):
                    take(chunk)

    def _take_out(self, chunk: bytes) -> None:
        self._seen.output.add(self._seen.output.stdout, chunk)

    def _take_err(self, chunk: bytes) -> None:
        self._seen.output.add(self._seen.output.stderr, chunk)

    def _take_report(self, chunk: bytes) -> None:
        self._seen.report += chunk
        if len(self._seen.report) > MOST_REPORT_BYTES:
            del self._seen.report[MOST_REPORT_BYTES:]
            self._stop("output")

    def _take_trace(self, chunk: bytes) -> None:
        room = MOST_TRACE_BYTES - len(self._seen.trace)
        self._seen.trace += chunk[: max(room, 0)]
        if self._kill_at is not None:  # it has said where it is
            self._kill_at = min(self._kill_at, time.monotonic() + LOOK_SECONDS)

    def _check_limits(self, handle: int) -> None:
        now = time.monotonic()
        if self._kill_at is not None:
            if now >= self._kill_at:
                self._kill(handle)
            return
        if now >= self._deadline:
            self._stop("wall")
        elif self._seen.output.overflowed:
            self._stop("output")
        elif _too_full(self._child.scratch, self._limits.scratch_bytes):
            self._stop("disk")
        if self._seen.stopped_by:
            # It may say where it is; the child catches this signal.
            self._kill_at = now + LAST_WORDS_SECONDS
            self._signal(handle, signal.SIGUSR2)

    def _stop(self, reason: str) -> None:
        self._seen.stopped_by = self._seen.stopped_by or reason

    def _kill(self, handle: int) -> None:
        self._signal(handle, signal.SIGKILL)

    @staticmethod
    def _signal(handle: int, number: signal.Signals) -> None:
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(handle, number)

    def _ended(self) -> Ended | None:
        with suppress(ZygoteDied):
            return self._child.ended.result()
        return None


def _too_full(folder: Path, most_bytes: int) -> bool:
    """The folder holds more bytes or files than the run may have."""
    size = files = 0
    waiting = [str(folder)]
    while waiting:
        try:
            with os.scandir(waiting.pop()) as entries:
                for entry in entries:
                    files += 1
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(entry.path)
                    else:
                        size += entry.stat(follow_symlinks=False).st_blocks * 512
        except OSError as error:
            if error.errno == errno.ENAMETOOLONG:  # what is so deep cannot be measured
                return True
            continue  # the program removes files while we look
        if size > most_bytes or files > walls.MOST_FILES:
            return True
    return False
