# Shows rows that arrive in parts from stream() on an async connection.
import asyncio

from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import Field, SQLModel, insert, select


class Sample(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    value: int


async def main() -> None:
    engine = create_async_engine("sqlite+aiosqlite:///samples.db")
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
        await connection.execute(insert(Sample), [{"value": n} for n in range(400)])

    total = 0
    async with engine.connect() as connection:
        statement = select(Sample.value).execution_options(yield_per=100)
        async with connection.stream(statement) as rows:
            async for row in rows:
                total += row.value
    assert total == sum(range(400))
    await engine.dispose()


asyncio.run(main())
