# Shows AsyncAttrs: one relationship of one row is loaded by awaiting it.
import asyncio

from sqlalchemy.ext.asyncio import AsyncAttrs, create_async_engine
from sqlmodel import Field, Relationship, SQLModel, select
from sqlmodel.ext.asyncio.session import AsyncSession


class Hive(AsyncAttrs, SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    place: str
    frames: list["Frame"] = Relationship(back_populates="hive")


class Frame(AsyncAttrs, SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    grams: int
    hive_id: int = Field(foreign_key="hive.id", index=True)
    hive: Hive = Relationship(back_populates="frames")


async def main():
    engine = create_async_engine("sqlite+aiosqlite://")
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)

    async with AsyncSession(engine) as session:
        session.add(Hive(place="roof", frames=[Frame(grams=900), Frame(grams=1100)]))
        await session.commit()
        hive = (await session.exec(select(Hive))).one()
        frames = await hive.awaitable_attrs.frames
        assert sum(frame.grams for frame in frames) == 2000
    await engine.dispose()


asyncio.run(main())
