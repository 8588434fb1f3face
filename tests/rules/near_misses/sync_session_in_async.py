from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import Depends, FastAPI
from fastapi.concurrency import run_in_threadpool
from sqlmodel import Field, Session, SQLModel, create_engine, text

engine = create_engine("sqlite:///app.db")


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)


@asynccontextmanager
async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
    with Session(engine) as session:
        session.exec(text("SELECT 1"))
    yield


app = FastAPI(lifespan=lifespan)


def get_session() -> Iterator[Session]:
    with Session(engine) as session:
        yield session


SessionDep = Annotated[Session, Depends(get_session)]


@app.get("/threads")
async def threads(session: SessionDep) -> None:
    def work() -> None:
        session.exec(text("SELECT 1"))

    session.add(Hero())
    await run_in_threadpool(work)
    await run_in_threadpool(session.commit)


@app.get("/plain")
def plain(session: SessionDep) -> None:
    session.exec(text("SELECT 1"))


@app.get("/blocks")
async def blocks(session: SessionDep) -> None:
    session.exec(text("SELECT 1"))  # expect: SQM043
    session.exec(text("SELECT 2"))
