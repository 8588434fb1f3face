"""Calls a tool from the terminal, and prints its answer in the wanted form."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, TypeVar

import anyio
from pydantic import BaseModel
from rich.console import Console
from rich.status import Status

Result = TypeVar("Result", bound=BaseModel)


def call(tool: Callable[..., Awaitable[Result]], **arguments: Any) -> Result:
    """Run a tool, with a sign of life on a terminal."""
    console = Console(stderr=True)

    async def answer() -> Result:
        return await tool(**arguments)

    if not console.is_terminal:
        return anyio.run(answer)
    with console.status("running ..."):
        return anyio.run(answer)


def call_told(tool: Callable[..., Awaitable[Result]], **arguments: Any) -> Result:
    """The same, for a tool that tells how far it is."""
    console = Console(stderr=True)
    if not console.is_terminal:
        return anyio.run(partial(tool, **arguments))
    with console.status("generating ...") as status:
        told = partial(_update, status)
        return anyio.run(partial(tool, **arguments, told=told))


def _update(status: Status, step: str) -> None:
    status.update(f"{step} ...")


def show(
    result: Result, as_json: bool, printed: Callable[[Console, Result], None]
) -> None:
    """Print an answer as one JSON object, or as people read it."""
    if as_json:
        print(result.model_dump_json(indent=2))
    else:
        printed(Console(soft_wrap=True, highlight=False), result)
