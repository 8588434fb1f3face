"""Which call of a session a statement belongs to: get(), refresh(), or another."""

from contextvars import ContextVar
from typing import Any

from sqlalchemy.orm import Session

from mcp_server.observe.recorders.hooks import replace
from mcp_server.observe.recorders.recorder import Recorder

operation: ContextVar[str | None] = ContextVar("operation", default=None)
"""`get`, `get_one`, `refresh` or `merge` while that method of a session runs."""


class AskedRecorder(Recorder):
    """Keeps `operation` up to date; it writes no records."""

    def install(self) -> None:
        """Start listening."""
        for name in ("get", "get_one", "refresh", "merge"):
            replace(Session, name, _naming)


def _naming(original: Any) -> Any:
    def call(*arguments: Any, **options: Any) -> Any:
        token = operation.set(original.__name__)
        try:
            return original(*arguments, **options)
        finally:
            operation.reset(token)

    return call
