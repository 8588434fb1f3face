"""Reads the frames of a traceback: where in the user's own code it happened."""

import re

from mcp_server.results import Place

FRAME = re.compile(
    r'File "(?P<file>[^"\n]{1,300})", line (?P<line>\d{1,6})(?:, in (?P<name>\S+))?'
    r"(?:\n[ \t]+(?!File )(?P<source>[^\n]{1,200}))?"
)
PYTEST_FRAME = re.compile(
    r"^(?P<file>[\w./\\-]+\.py):(?P<line>\d{1,6}): "
    r"(?:in (?P<name>\S+)|\w+(?:Error|Exc))",
    re.MULTILINE,
)
FOREIGN = re.compile(
    r"site-packages|dist-packages|[/\\]lib[/\\]python\d|[/\\]Python3\d+[/\\]lib[/\\]"
    r"|^<(?!stdin|ipython|console|cell)|importlib|[/\\]Lib[/\\]asyncio|[/\\](?:sqlalchemy|sqlmodel"
    r"|fastapi|starlette|uvicorn|pydantic|asyncpg|psycopg2?|aiosqlite|alembic|anyio)"
    r"[/\\]",
    re.IGNORECASE,
)
"""Files of the interpreter and of libraries."""


def own_place(text: str) -> Place | None:
    """The last frame that is in no library: where the user's code called into one."""
    frames = [*FRAME.finditer(text), *PYTEST_FRAME.finditer(text)]
    own = [one for one in frames if not FOREIGN.search(one["file"])]
    if not own:
        return None
    last = own[-1].groupdict()
    source = (last.get("source") or "").strip(" \t|")
    return Place(file=last["file"], line=int(last["line"]), source=source or None)
