# Wrong: PATCH answers with the new title and never commits it.
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException, Path
from fastapi.testclient import TestClient
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import Field, SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

engine = create_async_engine("sqlite+aiosqlite:///posters.db")


class Poster(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    title: str


class PosterIn(SQLModel):
    title: str = Field(min_length=1, max_length=80)


class PosterOut(PosterIn):
    id: int


@asynccontextmanager
async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    yield
    await engine.dispose()


async def get_session() -> AsyncIterator[AsyncSession]:
    async with AsyncSession(engine, expire_on_commit=False) as session:
        yield session


SessionDep = Annotated[AsyncSession, Depends(get_session)]
app = FastAPI(lifespan=lifespan)


@app.post("/posters", response_model=PosterOut, status_code=201)
async def create_poster(body: PosterIn, session: SessionDep):
    poster = Poster.model_validate(body)
    session.add(poster)
    await session.commit()
    return poster


@app.patch("/posters/{poster_id}", response_model=PosterOut)
async def rename_poster(
    poster_id: Annotated[int, Path(ge=1, lt=2**63)], body: PosterIn, session: SessionDep
):
    poster = await session.get(Poster, poster_id)
    if poster is None:
        raise HTTPException(status_code=404)
    poster.title = body.title
    session.add(poster)
    return poster


if __name__ == "__main__":
    with TestClient(app) as client:
        assert client.post("/posters", json={"title": "Old"}).status_code == 201
        assert client.patch("/posters/1", json={"title": "New"}).status_code == 200
