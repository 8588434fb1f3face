from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException
from sqlalchemy.orm.exc import UnmappedInstanceError
from sqlmodel import Field, Session, SQLModel


class Team(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    team_id: int = Field(foreign_key="team.id", index=True)


class HeroPublic(SQLModel):
    name: str


def get_session() -> Session:
    raise NotImplementedError


def known_key(hero_id: int) -> int:
    return hero_id


app = FastAPI()
SessionDep = Annotated[Session, Depends(get_session)]
KeyDep = Annotated[int, Depends(known_key)]


def found(hero: Hero | None) -> Hero:
    if hero is None:
        raise HTTPException(404)
    return hero


@app.get("/tested/{key}")
def tested(key: int, session: SessionDep) -> HeroPublic:
    hero = session.get(Hero, key)
    if not hero:
        raise HTTPException(404)
    return HeroPublic(name=hero.name)


@app.get("/helped/{key}")
def helped(key: int, session: SessionDep) -> str:
    return found(session.get(Hero, key)).name


@app.get("/checked/{key}")
def checked(key: int, session: SessionDep) -> str:
    hero = session.get(Hero, key)
    found(hero)
    return hero.name


@app.get("/dependency/{key}")
def by_dependency(key: KeyDep, session: SessionDep) -> str:
    hero = session.get(Hero, key)
    return hero.name


@app.get("/through/{key}")
def through_a_row(key: int, session: SessionDep) -> str:
    hero = session.get_one(Hero, key)
    team = session.get(Team, hero.team_id)
    return team.name


@app.get("/maybe/{key}", response_model=HeroPublic | None)
def maybe(key: int, session: SessionDep) -> Hero | None:
    return session.get(Hero, key)


@app.delete("/tried/{key}")
def tried(key: int, session: SessionDep) -> None:
    hero = session.get(Hero, key)
    try:
        session.delete(hero)
        session.commit()
    except UnmappedInstanceError:
        raise HTTPException(404) from None


@app.get("/walrus/{key}")
def walrus(key: int, session: SessionDep) -> str:
    if (hero := session.get(Hero, key)) is None:
        raise HTTPException(404)
    return hero.name


@app.get("/returned/{key}", response_model=HeroPublic)
def returned(key: int, session: SessionDep) -> Hero:
    return session.get(Hero, key)  # expect: SQM010


@app.delete("/deleted/{key}")
def deleted(key: int, session: SessionDep) -> None:
    hero = session.get(Hero, key)  # expect: SQM010
    session.delete(hero)
    session.commit()
