# Shows a lifespan that makes the tables at the start and disposes of the engine.
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import Depends, FastAPI
from fastapi.testclient import TestClient
from sqlmodel import Field, Session, SQLModel, col, create_engine, select

engine = create_engine("sqlite:///guests.db")


class Guest(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=60)


class GuestCreate(SQLModel):
    name: str = Field(min_length=1, max_length=60)


class GuestPublic(GuestCreate):
    id: int


@asynccontextmanager
async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
    SQLModel.metadata.create_all(engine)
    yield
    engine.dispose()


def get_session() -> Iterator[Session]:
    with Session(engine) as session:
        yield session


SessionDep = Annotated[Session, Depends(get_session, scope="function")]
app = FastAPI(lifespan=lifespan)


@app.post("/guests", status_code=201)
def sign(guest: GuestCreate, session: SessionDep) -> GuestPublic:
    row = Guest.model_validate(guest)
    session.add(row)
    session.commit()
    session.refresh(row)
    return GuestPublic.model_validate(row)


@app.get("/guests")
def guests(session: SessionDep) -> list[GuestPublic]:
    newest = select(Guest).order_by(col(Guest.id).desc()).limit(20)
    return [GuestPublic.model_validate(guest) for guest in session.exec(newest)]


def main() -> None:
    with TestClient(app) as client:
        for name in ("Olga", "Pim", "Ravi"):
            assert client.post("/guests", json={"name": name}).status_code == 201
        names = [guest["name"] for guest in client.get("/guests").json()]
        assert names == ["Ravi", "Pim", "Olga"]


if __name__ == "__main__":
    main()
