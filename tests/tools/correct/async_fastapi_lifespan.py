# Shows an async application: lifespan, AsyncSession dependency, eager loading, 409.
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any

from fastapi import Depends, FastAPI, HTTPException, Path
from fastapi.testclient import TestClient
from sqlalchemy import event
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.orm import selectinload
from sqlmodel import Field, Relationship, SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

engine = create_async_engine("sqlite+aiosqlite:///cinema.db")


@event.listens_for(engine.sync_engine, "connect")
def foreign_keys_on(connection, _record):
    connection.execute("PRAGMA foreign_keys=ON")


class Hall(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    shows: list["Show"] = Relationship(back_populates="hall")


class Show(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    film: str
    hall_id: int = Field(foreign_key="hall.id", index=True)
    hall: Hall = Relationship(back_populates="shows")


class HallIn(SQLModel):
    name: str = Field(min_length=1, max_length=40)


class HallOut(HallIn):
    id: int


class ShowIn(SQLModel):
    film: str = Field(min_length=1, max_length=120)


class ShowOut(ShowIn):
    id: int
    hall: HallOut


@asynccontextmanager
async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    yield
    await engine.dispose()


async def get_session() -> AsyncIterator[AsyncSession]:
    async with AsyncSession(engine, expire_on_commit=False) as session:
        yield session


SessionDep = Annotated[AsyncSession, Depends(get_session, scope="function")]
Id = Annotated[int, Path(ge=1, le=2**63 - 1)]
app = FastAPI(lifespan=lifespan)


@app.post("/halls", response_model=HallOut, status_code=201)
async def create_hall(body: HallIn, session: SessionDep) -> Any:
    hall = Hall.model_validate(body)
    session.add(hall)
    try:
        await session.commit()
    except IntegrityError as error:
        await session.rollback()
        raise HTTPException(409, "There is such a hall") from error
    return hall


@app.post("/halls/{hall_id}/shows", response_model=ShowOut, status_code=201)
async def create_show(hall_id: Id, body: ShowIn, session: SessionDep) -> Any:
    hall = await session.get(Hall, hall_id)
    if hall is None:
        raise HTTPException(404, "No such hall")
    show = Show(film=body.film, hall=hall)
    session.add(show)
    await session.commit()
    return show


@app.get("/shows", response_model=list[ShowOut])
async def list_shows(session: SessionDep) -> Any:
    statement = select(Show).options(selectinload(Show.hall))
    result = await session.exec(statement.order_by(col(Show.id)).limit(50))
    return result.all()


if __name__ == "__main__":
    with TestClient(app) as client:
        assert client.post("/halls", json={"name": "Red"}).json()["id"] == 1
        assert client.post("/halls", json={"name": "Red"}).status_code == 409
        made = client.post("/halls/1/shows", json={"film": "Salt"})
        assert made.json()["hall"] == {"id": 1, "name": "Red"}
        assert client.post("/halls/2/shows", json={"film": "x"}).status_code == 404
        assert client.get("/shows").json() == [made.json()]
