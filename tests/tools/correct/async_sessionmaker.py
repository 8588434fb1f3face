# Shows async_sessionmaker with SQLModel's session class and expire_on_commit=False.
# ruff: noqa: T201, RUF100 - it prints
import asyncio

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlmodel import Field, SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

engine = create_async_engine("sqlite+aiosqlite:///ships.db")
async_session = async_sessionmaker(engine, class_=AsyncSession, expire_on_commit=False)


class Ship(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    tons: int


async def add_ship(name: str, tons: int) -> Ship | None:
    async with async_session() as session:
        ship = Ship(name=name, tons=tons)
        session.add(ship)
        try:
            await session.commit()
        except IntegrityError:
            await session.rollback()
            return None
        return ship


async def heavy_ships(minimum: int) -> list[Ship]:
    async with async_session() as session:
        statement = select(Ship).where(Ship.tons >= minimum).order_by(col(Ship.name))
        return list((await session.exec(statement)).all())


async def main():
    async with engine.begin() as conn:
        await conn.run_sync(SQLModel.metadata.drop_all)
        await conn.run_sync(SQLModel.metadata.create_all)
    ship = await add_ship("Auk", 300)
    assert ship is not None
    print(ship.id, ship.name)
    assert await add_ship("Auk", 10) is None
    await add_ship("Skua", 9000)
    assert [ship.name for ship in await heavy_ships(1000)] == ["Skua"]

    async with async_session.begin() as session:
        skua = (await session.exec(select(Ship).where(Ship.name == "Skua"))).one()
        skua.tons = 500
    assert await heavy_ships(1000) == []
    await engine.dispose()


asyncio.run(main())
