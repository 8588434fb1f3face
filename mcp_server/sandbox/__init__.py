"""Runs a program in a process of its own and returns what was seen."""

from mcp_server.sandbox.run import run

__all__ = ["run"]
