# Shows asyncpg in the URL and an upsert; the dialect's insert takes what both know.
import asyncio

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import Field, SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

engine = create_async_engine(
    "postgresql+asyncpg://app:secret@db.example/app", pool_pre_ping=True, pool_size=3
)


class Counter(SQLModel, table=True):
    name: str = Field(primary_key=True)
    hits: int = 0


def insert_for(session: AsyncSession):
    dialects = {"postgresql": postgresql, "sqlite": sqlite}
    return dialects[session.get_bind().dialect.name].insert(Counter)


async def hit(name: str) -> int:
    async with AsyncSession(engine) as session:
        statement = insert_for(session).values(name=name, hits=1)
        statement = statement.on_conflict_do_update(
            index_elements=["name"], set_={"hits": Counter.hits + 1}
        ).returning(Counter.hits)
        hits = (await session.exec(statement)).scalar_one()
        await session.commit()
        return hits


async def main() -> None:
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    assert [await hit("home"), await hit("about"), await hit("home")] == [1, 1, 2]
    async with AsyncSession(engine) as session:
        names = await session.exec(select(Counter.name).order_by(col(Counter.name)))
        assert names.all() == ["about", "home"]
    await engine.dispose()


asyncio.run(main())
