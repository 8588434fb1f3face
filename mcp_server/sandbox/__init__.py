"""Runs a program behind walls and returns what was seen."""

from mcp_server.sandbox.run import current_level, run
from mcp_server.sandbox.settings import allow_unsandboxed

__all__ = ["allow_unsandboxed", "current_level", "run"]
