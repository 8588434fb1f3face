# Shows `async with` at top level; the async engine comes from before.
# ruff: noqa: F704, F821, PLE1142, T201, RUF100 - the page awaits at top level; names come from the page around it; it prints
from sqlmodel import Field, SQLModel, select
from sqlmodel.ext.asyncio.session import AsyncSession


class Dune(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str


async with async_engine.begin() as connection:
    await connection.run_sync(SQLModel.metadata.create_all)

async with AsyncSession(async_engine) as session:
    session.add(Dune(name="Long Back"))
    await session.commit()
    dune = (await session.exec(select(Dune))).one()
    print(dune.name)
