"""Work that nobody has to wait for, done in turn by a thread of its own."""

import queue
import threading
from collections.abc import Callable
from contextlib import suppress

Chore = Callable[[], None]


class Chores:
    """A thread and what it has to do. Its methods may be called from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._waiting: queue.Queue[Chore | None] = queue.Queue()

    def add(self, chore: Chore) -> None:
        """Have it done after all that were added before."""
        self._waiting.put(chore)
        with self._lock:
            if self._thread is None or not self._thread.is_alive():
                thread = threading.Thread(target=self._work, name="chores", daemon=True)
                # An interpreter that is about to end starts none: `finish` does it.
                with suppress(RuntimeError):
                    thread.start()
                    self._thread = thread

    def settle(self) -> None:
        """Wait until everything is done."""
        self._waiting.join()

    def finish(self) -> None:
        """Do the rest and end the thread."""
        with self._lock:
            thread, self._thread = self._thread, None
        if thread is not None:
            self._waiting.put(None)
            thread.join()
        while not self._waiting.empty():
            self._do(self._waiting.get())

    def _work(self) -> None:
        while self._do(self._waiting.get()):
            pass

    def _do(self, chore: Chore | None) -> bool:
        """Do one; False if it says that the thread is to end."""
        try:
            if chore is not None:
                chore()
        finally:
            self._waiting.task_done()
        return chore is not None
