# Shows old sync functions called from async code by session.run_sync().
import asyncio

from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import Field, Session, SQLModel, select
from sqlmodel.ext.asyncio.session import AsyncSession


class Page(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    slug: str = Field(unique=True)
    views: int = 0


def count_view(session: Session, slug: str) -> int:
    page = session.exec(select(Page).where(Page.slug == slug)).first()
    if page is None:
        page = Page(slug=slug)
        session.add(page)
    page.views += 1
    session.flush()
    return page.views


async def main():
    engine = create_async_engine("sqlite+aiosqlite:///pages.db")
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    async with AsyncSession(engine) as session:
        assert await session.run_sync(count_view, "home") == 1
        assert await session.run_sync(count_view, "home") == 2
        await session.commit()
    await engine.dispose()


if __name__ == "__main__":
    asyncio.run(main())
