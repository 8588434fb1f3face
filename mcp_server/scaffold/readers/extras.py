"""What is installed only on request."""

from mcp_server.errors import InvalidArgument

EXTRA = "sqlmodel-production[notations]"


def missing_extra(notation: str, package: str) -> InvalidArgument:
    """The error for a notation whose package is not installed."""
    return InvalidArgument(
        f"Reading {notation} needs {package}, which is not installed; install the "
        f"extra with `pip install '{EXTRA}'`, or send JSON or a Mermaid erDiagram."
    )
