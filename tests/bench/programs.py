"""The snippets that are measured."""

import os
from pathlib import Path

from mcp_server.results import Program

FOLDER = Path(__file__).parent / "snippets"
FILE = "file database"
ON_DISK, IN_MEMORY = '"sqlite:///heroes.db"', '"sqlite://"'
EMPTY = "pass\n"
_MEMORY = Path("/dev/shm")
DISK = str(_MEMORY) if os.access(_MEMORY, os.W_OK) else None
"""Where everything that is compared has its folder: in memory, as the sandbox gives its
programs a disk. Otherwise the ratios would praise the sandbox for a faster disk."""


def snippets() -> dict[str, str]:
    """Name to source."""
    on_disk = _source("file_database")
    assert ON_DISK in on_disk
    return {
        FILE: on_disk,
        "in memory": on_disk.replace(ON_DISK, IN_MEMORY),
        "FastAPI": _source("fastapi_application"),
        "aiosqlite": _source("async_rows"),
    }


def program(code: str) -> Program:
    """A snippet as what the sandbox runs."""
    return Program(files={"snippet.py": code}, entry="snippet.py")


def _source(name: str) -> str:
    return (FOLDER / f"{name}.py").read_text("utf-8")
