# Shows create_app(): engine and tables belong to the application that was made.
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import Depends, FastAPI, Request
from fastapi.testclient import TestClient
from sqlmodel import Field, Session, SQLModel, create_engine, select


class Item(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str


class ItemIn(SQLModel):
    name: str = Field(min_length=1, max_length=40)


class ItemOut(ItemIn):
    id: int


def get_session(request: Request) -> Iterator[Session]:
    with Session(request.app.state.engine) as session:
        yield session


SessionDep = Annotated[Session, Depends(get_session, scope="function")]


def create_app(url: str) -> FastAPI:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.engine = create_engine(url)
        SQLModel.metadata.create_all(app.state.engine)
        yield
        app.state.engine.dispose()

    app = FastAPI(lifespan=lifespan)

    @app.post("/items", response_model=ItemOut, status_code=201)
    def add_item(body: ItemIn, session: SessionDep) -> Item:
        item = Item.model_validate(body)
        session.add(item)
        session.commit()
        return item

    @app.get("/items", response_model=list[ItemOut])
    def list_items(session: SessionDep) -> list[Item]:
        return list(session.exec(select(Item).order_by(Item.id).limit(100)))

    return app


app = create_app("sqlite:///items.db")

with TestClient(app) as client:
    assert client.post("/items", json={"name": "peg"}).status_code == 201
    assert client.get("/items").json() == [{"id": 1, "name": "peg"}]

with TestClient(create_app("sqlite:///other.db")) as client:
    assert client.get("/items").json() == []
