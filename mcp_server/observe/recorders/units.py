"""Which piece of concurrent work is being done: a request, a task, or a thread."""

import asyncio
import sys
import threading

from mcp_server.observe import activity


def current() -> object:
    """The request being answered, else the task, else the thread.

    FastAPI answers one request in several threads; the request is one piece of work.
    """
    request = activity.request.get()
    if request is not None:
        return request.number
    return task() or threading.current_thread()


def task() -> object | None:
    """The asyncio task that runs in this thread, if one does."""
    if asyncio._get_running_loop() is None:
        return None
    return asyncio.current_task()


def raising() -> bool:
    """An exception is on its way out, or is being handled."""
    return is_failure(sys.exc_info()[1])


def is_failure(error: BaseException | None) -> bool:
    """Something went wrong; a generator that is closed has only come to its end."""
    return error is not None and not isinstance(error, GeneratorExit)
