from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlmodel import Field, SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = ""


engine = create_async_engine("sqlite+aiosqlite:///app.db")
kept = async_sessionmaker(engine, class_=AsyncSession, expire_on_commit=False)
lost = async_sessionmaker(engine, class_=AsyncSession)  # expect: SQM050


async def with_kept() -> str:
    async with kept() as session:
        hero = Hero()
        session.add(hero)
        await session.commit()
        return hero.name


async def written_only() -> None:
    async with AsyncSession(engine) as session:
        hero = Hero()
        session.add(hero)
        await session.commit()


async def refreshed(key: int) -> str:
    async with AsyncSession(engine) as session:
        hero = await session.get_one(Hero, key)
        await session.commit()
        await session.refresh(hero)
        return hero.name


async def read_before(key: int) -> str:
    async with AsyncSession(engine) as session:
        hero = await session.get_one(Hero, key)
        name = hero.name
        await session.commit()
        return name


async def other_branch(key: int, save: bool) -> str:
    async with AsyncSession(engine) as session:
        hero = await session.get_one(Hero, key)
        if save:
            await session.commit()
            return ""
        return hero.name


async def short_session() -> AsyncIterator[AsyncSession]:
    async with AsyncSession(engine) as session:  # expect: SQM050
        yield session


async def kept_session() -> AsyncIterator[AsyncSession]:
    async with kept() as session:
        yield session


async def through_dependencies(
    one: Annotated[AsyncSession, Depends(kept_session)],
    other: Annotated[AsyncSession, Depends(short_session)],
) -> str:
    hero = Hero()
    one.add(hero)
    await one.commit()
    await other.commit()
    return hero.name


async def with_lost() -> str:
    async with lost() as session:
        hero = Hero()
        session.add(hero)
        await session.commit()
        return hero.name
