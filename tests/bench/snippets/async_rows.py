"""A hundred rows through aiosqlite."""

import asyncio

from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import Field, SQLModel, select
from sqlmodel.ext.asyncio.session import AsyncSession


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(index=True)


async def main() -> int:
    engine = create_async_engine("sqlite+aiosqlite:///heroes.db")
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    async with AsyncSession(engine) as session:
        session.add_all([Hero(name=f"hero {number}") for number in range(100)])
        await session.commit()
    async with AsyncSession(engine) as session:
        heroes = (await session.exec(select(Hero))).all()
    await engine.dispose()
    return len(heroes)


loaded = asyncio.run(main())

assert loaded == 100, loaded
