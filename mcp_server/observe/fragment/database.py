"""The engines of a fragment: those it has, and one of ours where it has none."""

import sys
from typing import Any

from sqlalchemy import Engine, MetaData, create_engine, event
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool
from sqlmodel import SQLModel

from mcp_server.observe import activity
from mcp_server.observe.absent_tables import make_up
from mcp_server.observe.stand_in import enforce_foreign_keys

NAME = "database.db"
NAMES = ("engine", "async_engine")
MOST_FRAMES = 60


def url(*, is_async: bool) -> str:
    """The URL of the private database."""
    return f"sqlite+aiosqlite:///{NAME}" if is_async else f"sqlite:///{NAME}"


class Databases:
    """Finds or makes the engines that a fragment's sessions use."""

    def __init__(self, namespace: dict[str, Any]) -> None:
        self._namespace = namespace
        self._made: dict[bool, Any] = {}
        self._known = 0

    def current(self, *, is_async: bool) -> Any:
        """The program's engine of this kind at this moment, or one of ours."""
        kind = AsyncEngine if is_async else Engine
        values = [self._namespace.get(name) for name in NAMES]
        for one in (*values, *self._namespace.values()):
            if isinstance(one, kind):
                return one
        return self.own(is_async=is_async)

    def own(self, *, is_async: bool) -> Any:
        """An engine that creates missing tables and enforces foreign keys."""
        if is_async not in self._made:
            self._made[is_async] = engine = (
                create_async_engine(url(is_async=True))
                if is_async
                else create_engine(url(is_async=False))
            )
            sync = engine.sync_engine if isinstance(engine, AsyncEngine) else engine
            event.listen(sync, "connect", enforce_foreign_keys)
            event.listen(sync, "before_cursor_execute", self._create_tables)
        return self._made[is_async]

    def beside(self, engines: list[Engine], *, is_async: bool) -> Engine:
        """An engine of this kind for the file that one of these uses, or our own."""
        for engine in engines:
            name = engine.url.database or ""
            if engine.dialect.name == "sqlite" and name and ":memory:" not in name:
                made = _engine(engine.url.database or "", is_async=is_async)
                event.listen(made, "connect", enforce_foreign_keys)
                return made
        own = self.own(is_async=is_async)
        return own.sync_engine if isinstance(own, AsyncEngine) else own

    def _create_tables(self, *_of_statement: object) -> None:
        """Create what was mapped since the last time, unless the program does it."""
        described = self._metadata()
        count = sum(len(one.tables) for one in described)
        if count == self._known or _is_creating():
            return
        self._known = count
        with activity.own_work():
            engine = create_engine(url(is_async=False), poolclass=NullPool)
            for one in described:
                make_up(one)
                one.create_all(engine)
            engine.dispose()

    def _metadata(self) -> list[MetaData]:
        """Every description of tables that the program has."""
        found = [SQLModel.metadata]
        for value in list(self._namespace.values()):
            own = getattr(value, "metadata", None) if isinstance(value, type) else value
            if isinstance(own, MetaData) and not any(own is one for one in found):
                found.append(own)
        return found


def _engine(name: str, *, is_async: bool) -> Engine:
    if is_async:
        return create_async_engine(f"sqlite+aiosqlite:///{name}").sync_engine
    return create_engine(f"sqlite:///{name}")


def _is_creating() -> bool:
    """The program itself is creating or dropping its tables just now."""
    frame = sys._getframe(1)
    codes = (MetaData.create_all.__code__, MetaData.drop_all.__code__)
    for _ in range(MOST_FRAMES):
        if frame.f_code in codes:
            return True
        if frame.f_back is None:
            break
        frame = frame.f_back
    return False
