# Shows tasks that run together, each with a session of its own.
import asyncio

from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import Field, SQLModel, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

engine = create_async_engine("sqlite+aiosqlite:///sums.db")


class Entry(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    account: str = Field(index=True)
    cents: int


async def total(account: str) -> int:
    async with AsyncSession(engine) as session:
        statement = select(func.sum(Entry.cents)).where(Entry.account == account)
        return (await session.exec(statement)).one() or 0


async def main() -> None:
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    async with AsyncSession(engine) as session:
        accounts = ("food", "rent", "food", "books")
        session.add_all([Entry(account=name, cents=250) for name in accounts])
        await session.commit()

    totals = await asyncio.gather(total("food"), total("rent"), total("travel"))
    assert totals == [500, 250, 0]

    async with asyncio.TaskGroup() as group:
        books = group.create_task(total("books"))
        rent = group.create_task(total("rent"))
    assert books.result() == rent.result() == 250
    await engine.dispose()


if __name__ == "__main__":
    asyncio.run(main())
