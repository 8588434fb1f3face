"""What every command that runs code lets the user decide, and how commands end."""

from typing import Annotated

import typer

FINDINGS, BAD_INPUT, NO_SANDBOX = 1, 2, 3
"""Exit codes; 0 is nothing wrong."""
Unsandboxed = Annotated[
    bool,
    typer.Option(
        "--allow-unsandboxed",
        help="Run code without walls: it can do whatever you can do.",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


def decide(allow_unsandboxed: bool) -> None:
    """Take the user's decision over to the sandbox: no model can make it."""
    if allow_unsandboxed:
        from mcp_server import sandbox

        sandbox.allow_unsandboxed()
