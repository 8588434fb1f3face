"""Work of our own in the program's database, whatever kind of engine it uses."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Engine
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from mcp_server.observe import stand_in
from mcp_server.observe.activity import own_work
from mcp_server.observe.redirect import ORIGINAL

Result = TypeVar("Result")


def in_session(
    engine: Engine | AsyncEngine, work: Callable[[Session], Result]
) -> Result:
    """Call the function with a session that is closed afterwards.

    No statement of it is recorded. It must not be called in a running event loop.

    Raises:
        Exception: what the work raised.
    """
    sync = engine.sync_engine if isinstance(engine, AsyncEngine) else engine
    with own_work():
        if not sync.dialect.is_async:
            return _called(sync, work)
        if is_in_memory(sync):
            return asyncio.run(_awaited(AsyncEngine(sync), work))
        return _beside(sync, work)


def _called(engine: Engine, work: Callable[[Session], Result]) -> Result:
    with Session(engine) as session:
        return work(session)


async def _awaited(engine: AsyncEngine, work: Callable[[Session], Result]) -> Result:
    """An in-memory database lives in one connection, which has to be used."""
    async with AsyncSession(engine) as session:
        return await session.run_sync(work)


def _beside(engine: Engine, work: Callable[[Session], Result]) -> Result:
    """Use a connection of our own to the same file.

    A pooled one would come back to the program with an event loop that has ended.
    """
    beside = ORIGINAL(engine.url.set(drivername="sqlite"), poolclass=NullPool)
    stand_in.install(beside)  # the engine beside it may stand in for a server
    try:
        return _called(beside, work)
    finally:
        beside.dispose()


def is_in_memory(engine: Engine) -> bool:
    """No second connection would see the same database."""
    name = engine.url.database
    return not name or ":memory:" in name or "mode=memory" in str(engine.url)
