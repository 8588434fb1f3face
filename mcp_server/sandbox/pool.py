"""Keeps a zygote warm and children ready, and hands them out."""

import atexit
import os
import sysconfig
import threading
from collections import deque
from contextlib import suppress
from functools import cache, partial
from pathlib import Path

from mcp_server.results import Limits
from mcp_server.sandbox.chores import Chores
from mcp_server.sandbox.forked import Child, ZygoteDied
from mcp_server.sandbox.zygote_process import ZygoteProcess

RUNS_PER_ZYGOTE = 500
"""A zygote is replaced after so many forks: what leaks cannot grow."""
READY_LIMITS = Limits()
"""Children that wait are in walls of the default size; others are forked on demand."""


class Pool:
    """The children of one process of ours. Safe to use from any thread."""

    def __init__(self, spares: int | None = None) -> None:
        self.size = spares or os.cpu_count() or 1
        """Children kept ready, and runs at a time."""
        self._lock = threading.Lock()
        self._zygote: ZygoteProcess | None = None
        self._libraries: tuple[int, ...] = ()
        self._spares: deque[Child] = deque()
        self._running: dict[int, ZygoteProcess] = {}
        """By identity of the child: the zygote that must outlive it."""
        self._chores = Chores()

    def take(self, limits: Limits) -> Child:
        """A child in walls of this size, ready or about to be.

        The first call starts the zygote and waits until it is warm.

        Raises:
            ZygoteDied: no zygote can be started; the message says why.
        """
        with self._lock:
            child = self._next(limits)
            assert self._zygote is not None
            self._running[id(child)] = self._zygote
            return child

    def give_back(self, child: Child) -> None:
        """Have what the run of a child has used freed, and a new one made ready.

        It happens on another thread: nobody need wait for it.
        """
        self._chores.add(partial(self._free, child))

    def settle(self) -> None:
        """Wait until everything that was given back is freed."""
        self._chores.settle()

    def close(self) -> None:
        """End the zygotes and every child."""
        with self._lock:
            self._retire()
            zygotes = {id(one): one for one in self._running.values()}
        for zygote in zygotes.values():
            zygote.close()
        self._chores.finish()

    def _free(self, child: Child) -> None:
        child.discard()
        with self._lock:
            zygote = self._running.pop(id(child))
            if zygote is self._zygote:
                with suppress(ZygoteDied):
                    self._fill()
                return
            if zygote in self._running.values():
                return
        zygote.close()

    def _next(self, limits: Limits) -> Child:
        zygote = self._current()
        if _walls(limits) == _walls(READY_LIMITS):
            while self._spares:
                child = self._spares.popleft()
                if not child.is_dead():
                    return child
                child.discard()
        try:
            return zygote.fork(limits)
        except ZygoteDied:  # since we looked; a second one is worth a try
            self._retire()
            return self._current().fork(limits)

    def _current(self) -> ZygoteProcess:
        """The zygote, replaced when it is dead, old, or its libraries have changed."""
        libraries = _library_times()
        zygote = self._zygote
        if (
            zygote is None
            or not zygote.alive
            or zygote.forks >= RUNS_PER_ZYGOTE
            or libraries != self._libraries
        ):
            self._retire()
            zygote = self._zygote = ZygoteProcess()
            self._libraries = libraries
            zygote.wait_until_ready()
            self._fill()
        return zygote

    def _fill(self) -> None:
        assert self._zygote is not None
        while len(self._spares) < self.size:
            self._spares.append(self._zygote.fork(READY_LIMITS))

    def _retire(self) -> None:
        """Let go of the zygote; it ends with its last run."""
        while self._spares:
            self._spares.popleft().discard()
        zygote, self._zygote = self._zygote, None
        if zygote is not None and zygote not in self._running.values():
            # Not here: its end takes time, and others wait for the lock.
            self._chores.add(zygote.close)


def _walls(limits: Limits) -> tuple[float, int, int]:
    """What a child cannot change any more once it is in its walls."""
    return (limits.cpu_seconds, limits.memory_bytes, limits.scratch_bytes)


def _library_times() -> tuple[int, ...]:
    """When packages were last installed or removed."""
    return tuple(folder.stat().st_mtime_ns for folder in _library_folders())


@cache
def _library_folders() -> list[Path]:
    folders = {sysconfig.get_path(name) for name in ("purelib", "platlib")}
    return [Path(folder) for folder in sorted(folders)]


pool = Pool()
atexit.register(pool.close)
