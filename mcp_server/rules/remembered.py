"""Keeps what was once found out about a file or a project."""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, Protocol, TypeVar, cast

Given = ParamSpec("Given")
Found = TypeVar("Found")


class Remembering(Protocol):
    """A module or a project: it has a place for what is known about it."""

    memory: dict[object, Any]


def remembered(function: Callable[Given, Found]) -> Callable[Given, Found]:
    """The function, computed once for each first argument, whose memory keeps it.

    The other arguments must be hashable; trees of code are, by identity.
    """

    @wraps(function)
    def recalled(*arguments: Given.args, **options: Given.kwargs) -> Found:
        first, *others = arguments
        memory = cast(Remembering, first).memory
        key = (function, *others, *options.values())
        if key not in memory:
            memory[key] = function(*arguments, **options)
        return cast(Found, memory[key])

    return recalled
