# Shows the async basics: engine, tables by run_sync, session, dispose, asyncio.run.
# ruff: noqa: T201, RUF100 - it prints
import asyncio

from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import Field, SQLModel, select
from sqlmodel.ext.asyncio.session import AsyncSession


class Kite(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    colour: str = Field(index=True)


engine = create_async_engine("sqlite+aiosqlite:///kites.db")


async def create_tables() -> None:
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)


async def main() -> None:
    await create_tables()
    async with AsyncSession(engine) as session:
        session.add(Kite(colour="red"))
        session.add(Kite(colour="green"))
        await session.commit()

    async with AsyncSession(engine) as session:
        result = await session.exec(select(Kite).where(Kite.colour == "red"))
        kite = result.one()
        print(kite)
        await session.delete(kite)
        await session.commit()
        assert (await session.get(Kite, 1)) is None

    await engine.dispose()


if __name__ == "__main__":
    asyncio.run(main())
