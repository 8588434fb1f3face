from typing import Annotated

from fastapi import Depends, FastAPI, Response
from sqlmodel import Field, Session, SQLModel


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)


class HeroPublic(SQLModel):
    id: int


def get_session() -> Session:
    raise NotImplementedError


app = FastAPI()
SessionDep = Annotated[Session, Depends(get_session)]


@app.post("/created", response_model=HeroPublic, status_code=201)
def created(session: SessionDep) -> Hero:
    hero = Hero()
    session.add(hero)
    session.commit()
    return hero


@app.post("/set", response_model=HeroPublic)
def set_later(session: SessionDep, response: Response) -> Hero:
    hero = Hero()
    session.add(hero)
    session.commit()
    response.status_code = 201
    return hero


@app.post("/changed", response_model=HeroPublic)
def changed(key: int, session: SessionDep) -> Hero:
    hero = session.get_one(Hero, key)
    session.add(hero)
    session.commit()
    return hero


@app.post("/login")
def login(session: SessionDep) -> str:
    hero = Hero()
    session.add(hero)
    session.commit()
    return "token"


@app.post("/silent", response_model=HeroPublic)  # expect: SQM071
def silent(session: SessionDep) -> Hero:
    hero = Hero()
    session.add(hero)
    session.commit()
    return hero
