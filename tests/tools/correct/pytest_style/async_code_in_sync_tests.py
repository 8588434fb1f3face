# Shows async functions tested without a plugin, by asyncio.run().
import asyncio

from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import Field, SQLModel, func, select
from sqlmodel.ext.asyncio.session import AsyncSession


class Brick(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    colour: str


async def count(session: AsyncSession, colour: str) -> int:
    statement = select(func.count()).select_from(Brick).where(Brick.colour == colour)
    return (await session.exec(statement)).one()


async def check_count() -> None:
    engine = create_async_engine("sqlite+aiosqlite://")
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    async with AsyncSession(engine) as session:
        session.add_all(
            [Brick(colour="red"), Brick(colour="red"), Brick(colour="blue")]
        )
        await session.commit()
        assert await count(session, "red") == 2
        assert await count(session, "green") == 0
    await engine.dispose()


def test_count():
    asyncio.run(check_count())
