"""The kernel's walls around a process that runs untrusted code."""

from mcp_server.sandbox.walls.availability import Walls, available, missing
from mcp_server.sandbox.walls.disk import MOST_FILES
from mcp_server.sandbox.walls.jail import Jail, WallError, enter, prepare
from mcp_server.sandbox.walls.libraries import readable_by_all, readable_paths

__all__ = [
    "MOST_FILES",
    "Jail",
    "WallError",
    "Walls",
    "available",
    "enter",
    "missing",
    "prepare",
    "readable_by_all",
    "readable_paths",
]
