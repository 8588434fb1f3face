"""Supplies what fragments take for granted: an engine, a session, an application."""

import logging
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Annotated, Any

import sqlalchemy.orm
from fastapi import APIRouter, Depends, FastAPI
from fastapi.testclient import TestClient
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker
from sqlalchemy.ext.asyncio import AsyncSession as OwnAsyncSession
from sqlmodel import Session
from sqlmodel.ext.asyncio.session import AsyncSession

from mcp_server.observe import activity
from mcp_server.observe.fragment import database
from mcp_server.observe.fragment.imports import OLD_STYLE
from mcp_server.observe.fragment.uses import Uses

ASYNC_ENGINES = {"AsyncSession", "async_sessionmaker"}
SESSION_NAMES = ("session", "db", "async_session", "s", "db_session")


class StandIns:
    """Makes the values, and knows which of them have to be closed."""

    def __init__(self, namespace: dict[str, Any], uses: Uses) -> None:
        self._namespace = namespace
        self._uses = uses
        self._databases = database.Databases(namespace)
        self.sessions: list[Any] = []
        self._old_style = bool(uses.attributes() & OLD_STYLE) and (
            "exec" not in uses.attributes()
        )
        self._is_async = "AsyncSession" in uses.names or any(
            uses.of(name).awaited or uses.of(name).entered_async
            for name in SESSION_NAMES
        )

    def make(self, name: str) -> tuple[Any, str]:
        """The value for a name of `MAKERS`, and how it was made."""
        with activity.own_work():
            return MAKERS[name](self, name)

    def engine(self, name: str) -> tuple[Any, str]:
        """An engine of the private database."""
        use = self._uses.of(name)
        is_async = name.startswith("async") or bool(
            use.awaited or use.entered_async or use.passed_to & ASYNC_ENGINES
        )
        made = self._databases.own(is_async=is_async)
        function = "create_async_engine" if is_async else "create_engine"
        return made, f"{function}('{database.url(is_async=is_async)}')"

    def session(self, name: str) -> tuple[Any, str]:
        """A session, or a maker of sessions if it is called."""
        use = self._uses.of(name)
        if use.called:
            return self.maker(name)
        is_async = bool(use.awaited or use.entered_async) or name.startswith("async")
        made = self._open(is_async=is_async)
        self.sessions.append(made)
        return made, "AsyncSession(engine)" if is_async else "Session(engine)"

    def maker(self, name: str) -> tuple[Any, str]:
        """What makes sessions when it is called."""
        use = self._uses.of(name)
        is_async = "async" in name.lower() or use.entered_async
        options: Any = {"expire_on_commit": False} if is_async else {}
        kind = self._class(is_async=is_async)
        if is_async:
            return async_sessionmaker(class_=kind, **options), (
                "async_sessionmaker(engine, expire_on_commit=False)"
            )
        return sqlalchemy.orm.sessionmaker(class_=kind), "sessionmaker(engine)"

    def get_session(self, name: str) -> tuple[Any, str]:
        """A dependency that opens a session and closes it."""
        is_async = self._is_async or "async" in name
        text = "AsyncSession(engine)" if is_async else "Session(engine)"
        return self._dependency(is_async=is_async), f"yields {text} and closes it"

    def session_dependency(self, name: str) -> tuple[Any, str]:
        """The annotated type of a parameter that is a session."""
        is_async = self._is_async or "async" in name.lower()
        known = self._namespace.get("get_session")
        get_session = known or self._dependency(is_async=is_async)
        kind = self._class(is_async=is_async)
        text = "AsyncSession" if is_async else "Session"
        return Annotated[kind, Depends(get_session)], (
            f"Annotated[{text}, Depends(get_session)]"
        )

    def application(self, name: str) -> tuple[Any, str]:
        """An empty application."""
        return FastAPI(), "FastAPI()"

    def router(self, name: str) -> tuple[Any, str]:
        """An empty router."""
        return APIRouter(), "APIRouter()"

    def client(self, name: str) -> tuple[Any, str]:
        """A client of the application, which may be defined later."""
        fallback = self._namespace.get("app") or FastAPI()

        async def application(scope: Any, receive: Any, send: Any) -> None:
            await self._namespace.get("app", fallback)(scope, receive, send)

        return TestClient(application), "TestClient(app)"

    def address(self, name: str) -> tuple[Any, str]:
        """The URL of the private database."""
        is_async = "create_async_engine" in self._uses.of(name).passed_to
        return (text := database.url(is_async=is_async)), repr(text)

    def connect_arguments(self, name: str) -> tuple[Any, str]:
        """As the tutorials have them for SQLite."""
        return (made := {"check_same_thread": False}), repr(made)

    def logger(self, name: str) -> tuple[Any, str]:
        """A logger that nobody listens to."""
        return logging.getLogger("snippet"), "logging.getLogger('snippet')"

    def _class(self, *, is_async: bool) -> Any:
        """A session class that finds the program's engine when it needs one."""
        databases = self._databases
        base: Any = sqlalchemy.orm.Session if self._old_style else Session

        def get_bind(*_arguments: Any, **_options: Any) -> Any:
            engine = databases.current(is_async=is_async)
            return engine.sync_engine if isinstance(engine, AsyncEngine) else engine

        bound = type(base.__name__, (base,), {"get_bind": get_bind})
        if not is_async:
            return bound
        outer = OwnAsyncSession if self._old_style else AsyncSession
        return type(outer.__name__, (outer,), {"sync_session_class": bound})

    def _open(self, *, is_async: bool) -> Any:
        options: Any = {"expire_on_commit": False} if is_async else {}
        return self._class(is_async=is_async)(**options)

    def _dependency(self, *, is_async: bool) -> Callable[[], Any]:
        async def get_async_session() -> AsyncIterator[Any]:
            async with self._open(is_async=True) as session:
                yield session

        def get_session() -> Iterator[Any]:
            with self._open(is_async=False) as session:
                yield session

        return get_async_session if is_async else get_session


MAKERS: dict[str, Callable[[StandIns, str], tuple[Any, str]]] = {
    **dict.fromkeys(("engine", "async_engine"), StandIns.engine),
    **dict.fromkeys(SESSION_NAMES, StandIns.session),
    **dict.fromkeys(
        (
            *("SessionLocal", "session_maker", "session_factory", "SessionMaker"),
            *("AsyncSessionLocal", "async_session_maker", "async_session_factory"),
        ),
        StandIns.maker,
    ),
    **dict.fromkeys(
        ("get_session", "get_db", "get_async_session", "get_async_db"),
        StandIns.get_session,
    ),
    **dict.fromkeys(
        ("SessionDep", "DbSession", "AsyncSessionDep", "DBSession"),
        StandIns.session_dependency,
    ),
    "app": StandIns.application,
    "router": StandIns.router,
    "client": StandIns.client,
    **dict.fromkeys(
        ("DATABASE_URL", "database_url", "sqlite_url", "SQLALCHEMY_DATABASE_URL"),
        StandIns.address,
    ),
    "connect_args": StandIns.connect_arguments,
    "logger": StandIns.logger,
}
"""In the order in which they are made: later ones may need earlier ones."""
