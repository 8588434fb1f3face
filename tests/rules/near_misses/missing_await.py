import asyncio

from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlmodel import Field, Session, SQLModel, select
from sqlmodel.ext.asyncio.session import AsyncSession


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)


engine = create_async_engine("sqlite+aiosqlite://")
make_session = async_sessionmaker(engine, class_=AsyncSession, expire_on_commit=False)


async def right(session: AsyncSession, key: int) -> Hero | None:
    session.add(Hero())
    session.expunge_all()
    await session.commit()
    coroutine = session.get(Hero, key)
    task = asyncio.create_task(session.refresh(Hero()))
    await task
    return await coroutine


def handed_on(session: AsyncSession):
    return session.exec(select(Hero))


async def given_away(session: AsyncSession) -> None:
    jobs = [session.commit()]
    await jobs[0]
    async with session.begin():
        session.add(Hero())


def synchronous(session: Session) -> None:
    session.commit()


async def inside(session: AsyncSession) -> None:
    def work(inner: Session) -> None:
        inner.commit()

    await session.run_sync(work)


async def wrong(key: int) -> list[int | None]:
    async with make_session() as session:
        session.flush()  # expect: SQM042
        hero = session.get(Hero, key)  # expect: SQM042
        names = [hero.id]
        if session.in_transaction():
            session.commit()  # expect: SQM042
        return [*names, session.exec(select(Hero)).first()]  # expect: SQM042
