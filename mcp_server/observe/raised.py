"""Describes an exception of the program: what it is, what is behind it, and where."""

from typing import Any

from mcp_server.observe.frames import ProgramFiles

MAX_MESSAGE = 4_000


def described(error: BaseException, files: ProgramFiles) -> dict[str, Any]:
    """The fields of a `RaisedError`; the place is the program's innermost line."""
    kind = type(error)
    place = files.place(error.__traceback__) or _syntax_place(error, files)
    return {
        "type": kind.__name__,
        "qualified_type": f"{kind.__module__}.{kind.__qualname__}",
        "message": str(error)[:MAX_MESSAGE],
        "chain": [type(cause).__name__ for cause in _causes(error)],
        "file": place[0] if place else None,
        "line": place[1] if place else None,
    }


def _syntax_place(error: BaseException, files: ProgramFiles) -> tuple[str, int] | None:
    if isinstance(error, SyntaxError) and (name := files.name(error.filename or "")):
        return name, error.lineno or 1
    return None


def _causes(error: BaseException) -> list[BaseException]:
    """The exceptions behind one, nearest first, each once."""
    found: list[BaseException] = []
    behind = error.__cause__ or error.__context__
    while behind is not None and behind not in found and len(found) < 10:
        found.append(behind)
        behind = behind.__cause__ or behind.__context__
    return found
