"""Numbers the pieces of work that a program gives to threads of its own.

Whether two of them ran at the same time is a matter of luck; whether the program has
let them is not: one was started before the end of the other had been waited for.
"""

import itertools
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from mcp_server.observe.recorders.hooks import replace
from mcp_server.observe.recorders.recorder import Recorder


@dataclass(eq=False)
class Work:
    """What one thread, or one job of a pool of threads, was started for."""

    started: int
    ended: int | None = None
    """When somebody had waited for it; None if nobody has."""

    def may_overlap(self, other: "Work") -> bool:
        """Neither had been waited for when the other one was started."""
        return not (
            (self.ended is not None and self.ended < other.started)
            or (other.ended is not None and other.ended < self.started)
        )


class ThreadRecorder(Recorder):
    """Follows threads and jobs; it writes no records."""

    def install(self) -> None:
        """Start listening."""
        self._clock = itertools.count(1)
        # No context variable: asyncio.to_thread brings along the context of its caller.
        self._job = threading.local()
        self._threads: WeakKeyDictionary[threading.Thread, Work] = WeakKeyDictionary()
        self._futures: WeakKeyDictionary[Future[Any], Work] = WeakKeyDictionary()
        replace(threading.Thread, "start", self._starting)
        replace(threading.Thread, "join", self._joining)
        replace(ThreadPoolExecutor, "submit", self._submitting)
        for name in ("result", "exception"):
            replace(Future, name, self._waiting)

    def current(self) -> Work | None:
        """The piece of work that this thread does; None in the main thread."""
        job: Work | None = getattr(self._job, "work", None)
        return job or self._threads.get(threading.current_thread())

    def _starting(self, original: Any) -> Any:
        def start(thread: threading.Thread) -> None:
            self._threads[thread] = Work(next(self._clock))
            original(thread)

        return start

    def _joining(self, original: Any) -> Any:
        def join(thread: threading.Thread, *timeout: Any, **options: Any) -> None:
            original(thread, *timeout, **options)
            if not thread.is_alive():
                self._end(self._threads.get(thread))

        return join

    def _submitting(self, original: Any) -> Any:
        def submit(pool: Any, call: Any, /, *arguments: Any, **options: Any) -> Any:
            work = Work(next(self._clock))

            def run(*given: Any, **named: Any) -> Any:
                self._job.work = work
                try:
                    return call(*given, **named)
                finally:
                    self._job.work = None

            future = original(pool, run, *arguments, **options)
            self._futures[future] = work
            return future

        return submit

    def _waiting(self, original: Any) -> Any:
        def wait(future: Future[Any], *timeout: Any, **options: Any) -> Any:
            try:
                return original(future, *timeout, **options)
            finally:
                if future.done():
                    self._end(self._futures.get(future))

        return wait

    def _end(self, work: Work | None) -> None:
        if work and work.ended is None:
            work.ended = next(self._clock)
