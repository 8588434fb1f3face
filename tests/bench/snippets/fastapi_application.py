"""An application with a database, and eleven requests to it."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, FastAPI
from fastapi.testclient import TestClient
from sqlalchemy.pool import StaticPool
from sqlmodel import Field, Session, SQLModel, create_engine, select


class HeroBase(SQLModel):
    name: str = Field(index=True)
    age: int | None = None


class Hero(HeroBase, table=True):
    id: int | None = Field(default=None, primary_key=True)


class HeroPublic(HeroBase):
    id: int


engine = create_engine(
    "sqlite://", connect_args={"check_same_thread": False}, poolclass=StaticPool
)
SQLModel.metadata.create_all(engine)
app = FastAPI()


def open_session() -> Iterator[Session]:
    with Session(engine) as session:
        yield session


Opened = Annotated[Session, Depends(open_session)]


@app.post("/heroes", response_model=HeroPublic)
def create(hero: HeroBase, session: Opened) -> Hero:
    row = Hero.model_validate(hero)
    session.add(row)
    session.commit()
    session.refresh(row)
    return row


@app.get("/heroes", response_model=list[HeroPublic])
def read(session: Opened) -> list[Hero]:
    return list(session.exec(select(Hero)).all())


with TestClient(app) as client:
    for number in range(10):
        client.post("/heroes", json={"name": f"hero {number}"}).raise_for_status()
    heroes = client.get("/heroes").json()

assert len(heroes) == 10, heroes
