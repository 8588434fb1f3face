# Shows async tests of an async application, run by anyio's plugin.
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

import pytest
from fastapi import Depends, FastAPI
from httpx2 import ASGITransport, AsyncClient
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import Field, SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

pytestmark = pytest.mark.anyio
production = create_async_engine("sqlite+aiosqlite:///bells.db")


@asynccontextmanager
async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
    async with production.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    yield
    await production.dispose()


app = FastAPI(lifespan=lifespan)


class Bell(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    tone: str


class BellIn(SQLModel):
    tone: str = Field(min_length=1, max_length=8)


class BellOut(BellIn):
    id: int


async def get_session() -> AsyncIterator[AsyncSession]:
    async with AsyncSession(production, expire_on_commit=False) as session:
        yield session


SessionDep = Annotated[AsyncSession, Depends(get_session)]


@app.post("/bells", response_model=BellOut, status_code=201)
async def cast_bell(body: BellIn, session: SessionDep):
    bell = Bell.model_validate(body)
    session.add(bell)
    await session.commit()
    return bell


@app.get("/bells", response_model=list[BellOut])
async def list_bells(session: SessionDep):
    return (await session.exec(select(Bell).order_by(col(Bell.id)).limit(50))).all()


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def session() -> AsyncIterator[AsyncSession]:
    engine = create_async_engine("sqlite+aiosqlite://")
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    async with AsyncSession(engine, expire_on_commit=False) as session:
        yield session
    await engine.dispose()


@pytest.fixture
async def client(session: AsyncSession) -> AsyncIterator[AsyncClient]:
    app.dependency_overrides[get_session] = lambda: session
    transport = ASGITransport(app=app)
    async with AsyncClient(transport=transport, base_url="http://test") as client:
        yield client
    app.dependency_overrides.clear()


async def test_a_bell_is_stored(client: AsyncClient, session: AsyncSession) -> None:
    response = await client.post("/bells", json={"tone": "C"})

    assert response.status_code == 201
    assert (await session.exec(select(Bell))).one().tone == "C"


async def test_bells_are_listed_in_order(client: AsyncClient) -> None:
    for tone in ("C", "A"):
        await client.post("/bells", json={"tone": tone})

    assert [bell["tone"] for bell in (await client.get("/bells")).json()] == ["C", "A"]
