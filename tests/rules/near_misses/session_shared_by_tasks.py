import asyncio

from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import text
from sqlmodel.ext.asyncio.session import AsyncSession

engine = create_async_engine("sqlite+aiosqlite:///app.db")
QUERY = text("SELECT 1")


async def own() -> None:
    async with AsyncSession(engine, expire_on_commit=False) as session:
        await session.exec(QUERY)


async def right(one: AsyncSession, other: AsyncSession) -> None:
    await asyncio.gather(own(), own(), own())
    await asyncio.gather(one.exec(QUERY), other.exec(QUERY))
    await asyncio.gather(one.exec(QUERY), asyncio.sleep(1))


async def wrong(session: AsyncSession) -> None:
    await asyncio.gather(  # expect: SQM091
        session.exec(QUERY), session.scalar(QUERY)
    )
    await asyncio.gather(  # expect: SQM091
        *(session.exec(QUERY) for _ in range(3))
    )
