# Shows async functions that take a session; nothing calls them.
from sqlmodel import Field, SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession


class Buoy(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)


async def get_buoy(session: AsyncSession, name: str) -> Buoy | None:
    return (await session.exec(select(Buoy).where(Buoy.name == name))).first()


async def list_buoys(session: AsyncSession, limit: int = 50) -> list[Buoy]:
    result = await session.exec(select(Buoy).order_by(col(Buoy.name)).limit(limit))
    return list(result.all())


async def add_buoy(session: AsyncSession, name: str) -> Buoy:
    buoy = Buoy(name=name)
    session.add(buoy)
    await session.commit()
    await session.refresh(buoy)
    return buoy
