from sqlalchemy.ext.asyncio import AsyncSession as CoreSession  # expect: SQM045
from sqlmodel import Field, SQLModel, insert


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)


async def store(session: CoreSession) -> None:
    await session.execute(insert(Hero))
