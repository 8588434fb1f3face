"""Puts a function of ours around one of a library's."""

from collections.abc import Callable
from functools import wraps
from typing import Any


def replace(owner: Any, name: str, around: Callable[[Any], Any]) -> None:
    """Set an attribute of a class or module to what `around(original)` makes of it."""
    original = getattr(owner, name)
    setattr(owner, name, wraps(original)(around(original)))
