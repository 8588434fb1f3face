"""The kinds of things that a variable can hold, and by which calls they are made."""

import ast
from dataclasses import dataclass
from typing import Literal

from mcp_server.rules.models import Model

Kind = Literal[
    "session",
    "async session",
    "engine",
    "async engine",
    "sessionmaker",
    "async sessionmaker",
    "row",
    "rows",
    "result",
]
DEEPEST = 12
SESSIONS: dict[str, Kind] = {
    "sqlmodel.Session": "session",
    "sqlalchemy.orm.Session": "session",
    "sqlalchemy.orm.scoped_session": "session",
    "sqlmodel.ext.asyncio.session.AsyncSession": "async session",
    "sqlalchemy.ext.asyncio.AsyncSession": "async session",
}
CALLED: dict[str, Kind] = {
    **SESSIONS,
    "sqlalchemy.create_engine": "engine",
    "sqlalchemy.ext.asyncio.create_async_engine": "async engine",
    "sqlalchemy.orm.sessionmaker": "sessionmaker",
    "sqlalchemy.ext.asyncio.async_sessionmaker": "async sessionmaker",
}
ANNOTATED: dict[str, Kind] = {
    **CALLED,
    "sqlalchemy.Engine": "engine",
    "sqlalchemy.ext.asyncio.AsyncEngine": "async engine",
}
MADE: dict[Kind, Kind] = {
    "sessionmaker": "session",
    "async sessionmaker": "async session",
}
SELECTS = {"sqlmodel.select", "sqlalchemy.select"}
MANY = {"all", "fetchall", "scalars", "partitions", "unique"}
ONE = {"first", "one", "one_or_none", "scalar", "scalar_one", "scalar_one_or_none"}
LISTS = {"list", "sorted", "reversed", "tuple"}


@dataclass(frozen=True)
class Held:
    """What an expression evaluates to, as far as it is known."""

    kind: Kind
    model: Model | None = None
    statement: ast.expr | None = None
    """For what came out of exec(): the statement that was executed."""
    origin: ast.AST | None = None
    """Where it was made: a call, a parameter."""
    type: str | None = None
    """Qualified name of a session's class."""
