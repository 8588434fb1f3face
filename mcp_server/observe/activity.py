"""What is going on in the process at this moment, for every recorder to know."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from types import CodeType
from typing import Any, Literal


@dataclass
class Request:
    """One HTTP request that is being answered."""

    number: int
    began: float = field(default_factory=time.monotonic)
    endpoint: CodeType | None = None
    """Code of the function that answers it, once it has been called."""
    statements: int = 0
    """SQL statements that were sent while it was answered."""
    engine: Any = None
    """The engine that sent the last of them."""


request: ContextVar[Request | None] = ContextVar("request", default=None)
"""The request being answered: follows it through tasks, threads and greenlets."""
background: ContextVar[bool] = ContextVar("background", default=False)
"""A background task of the request runs: the response has been sent."""
_own: ContextVar[bool] = ContextVar("own", default=False)
phase: Literal["program", "exercise"] = "program"
"""The program itself, or what is done with it afterwards."""


@contextmanager
def own_work() -> Iterator[None]:
    """What is done within is our looking around: no recorder tells of it."""
    token = _own.set(True)
    try:
        yield
    finally:
        _own.reset(token)


def is_own() -> bool:
    """We are looking around; this is nothing that the program does."""
    return _own.get()


def begin_exercise() -> None:
    """From now on nothing is the program's own doing."""
    global phase
    phase = "exercise"
