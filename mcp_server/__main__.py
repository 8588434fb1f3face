"""`python -m mcp_server` is the command `sqlmodel-production`."""

from mcp_server.cli import main

main()
