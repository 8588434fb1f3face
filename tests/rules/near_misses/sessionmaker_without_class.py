from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.orm import sessionmaker
from sqlmodel import Session, create_engine, text
from sqlmodel.ext.asyncio.session import AsyncSession

engine = create_engine("sqlite:///app.db")
async_engine = create_async_engine("sqlite+aiosqlite:///app.db")
core = sessionmaker(engine)
complete = sessionmaker(engine, class_=Session)
other = async_sessionmaker(async_engine, class_=AsyncSession, expire_on_commit=False)
bare = async_sessionmaker(async_engine, expire_on_commit=False)  # expect: SQM092


def ping() -> None:
    with core() as session:
        session.scalar(text("SELECT 1"))
    with complete() as session:
        session.exec(text("SELECT 1"))


async def ping_later() -> None:
    async with other() as session:
        await session.exec(text("SELECT 1"))
    async with bare.begin() as session:
        await session.exec(text("SELECT 1"))
