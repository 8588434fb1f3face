# Shows relationships in async code: loaded with the rows, or awaited by refresh().
# ruff: noqa: T201, RUF100 - it prints
import asyncio

from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.orm import selectinload
from sqlmodel import Field, Relationship, SQLModel, select
from sqlmodel.ext.asyncio.session import AsyncSession


class Poet(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    poems: list["Poem"] = Relationship(back_populates="poet")


class Poem(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    title: str
    poet_id: int = Field(foreign_key="poet.id", index=True)
    poet: Poet = Relationship(back_populates="poems")


async def fill(session: AsyncSession) -> None:
    for name in ("Ada", "Bo", "Cy"):
        poems = [Poem(title=f"{name} {n}") for n in range(2)]
        session.add(Poet(name=name, poems=poems))
    await session.commit()


async def main() -> None:
    engine = create_async_engine("sqlite+aiosqlite:///poems.db")
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)

    async with AsyncSession(engine, expire_on_commit=False) as session:
        await fill(session)

    async with AsyncSession(engine) as session:
        statement = select(Poet).options(selectinload(Poet.poems)).order_by(Poet.name)
        for poet in await session.exec(statement):
            print(poet.name, [poem.title for poem in poet.poems])

    async with AsyncSession(engine) as session:
        poem = await session.get_one(Poem, 3)
        await session.refresh(poem, ["poet"])
        assert poem.poet.name == "Bo"

    await engine.dispose()


if __name__ == "__main__":
    asyncio.run(main())
