# Shows layers: repository, service and an async entry that puts them together.
# ruff: noqa: T201, RUF100 - it prints
import asyncio

from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import SQLModel
from store.service import NotFound, OrderService
from store.unit import UnitOfWork


async def main() -> None:
    engine = create_async_engine("sqlite+aiosqlite:///store.db")
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    service = OrderService(lambda: UnitOfWork(engine))

    first = await service.place("Rosa", ["ink", "paper"])
    await service.place("Stan", ["glue"])
    assert await service.summary() == {"Rosa": 2, "Stan": 1}
    await service.cancel(first)
    assert await service.summary() == {"Stan": 1}
    try:
        await service.cancel(first)
    except NotFound as error:
        print("not found:", error)
    await engine.dispose()


if __name__ == "__main__":
    asyncio.run(main())
