"""Hangs the recorders into SQLAlchemy and other libraries, and takes them out again."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from sqlalchemy import event

_listening: list[tuple[Any, str, Callable[..., Any]]] = []
_replaced: list[tuple[Any, str, Any]] = []


def listen(target: Any, name: str, listener: Callable[..., Any], **how: Any) -> None:
    """Have a function called at an event of SQLAlchemy."""
    event.listen(target, name, listener, **how)
    _listening.append((target, name, listener))


def replace(owner: Any, name: str, around: Callable[[Any], Any]) -> None:
    """Set an attribute of a class or module to what `around(original)` makes of it."""
    original = getattr(owner, name)
    setattr(owner, name, wraps(original)(around(original)))
    _replaced.append((owner, name, original))


def remove_all() -> None:
    """Leave the libraries as they were: from now on nobody is told of anything."""
    for target, name, listener in _listening:
        event.remove(target, name, listener)
    # The last first: several can stand around one function.
    for owner, name, original in reversed(_replaced):
        setattr(owner, name, original)
    _listening.clear()
    _replaced.clear()
