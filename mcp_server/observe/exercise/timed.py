"""Interrupts what takes too long."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class TooLong(BaseException):
    """Not an Exception: the program must not take it for one of its own."""


@contextmanager
def timed(seconds: float) -> Iterator[None]:
    """Raise in the main thread what is done within, after so many seconds.

    Raises:
        TooLong: it was not done.
    """

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise TooLong

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
