"""Finds the engine that the application uses."""

from types import ModuleType

from sqlalchemy import Engine
from sqlalchemy.ext.asyncio import AsyncEngine

from mcp_server.observe.exercise.applications import modules
from mcp_server.observe.frames import ProgramFiles
from mcp_server.observe.recorders.requests import used


def candidates(main: ModuleType, files: ProgramFiles) -> list[Engine]:
    """Those the program has named or used, the most likely first."""
    found: dict[Engine, None] = {}
    for module in modules(main, files):
        for value in list(vars(module).values()):
            if isinstance(value, AsyncEngine):
                found[value.sync_engine] = None
            elif isinstance(value, Engine):
                found[value] = None
    return list(found | dict.fromkeys(used))
