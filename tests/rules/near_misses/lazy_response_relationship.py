from typing import Annotated

from fastapi import Depends, FastAPI
from sqlalchemy.orm import selectinload
from sqlmodel import Field, Relationship, Session, SQLModel, col, select


class Team(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    heroes: list["Hero"] = Relationship(back_populates="team")


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    team_id: int | None = Field(default=None, foreign_key="team.id", index=True)
    team: Team | None = Relationship(back_populates="heroes")


class TeamPublic(SQLModel):
    id: int


class HeroPublic(SQLModel):
    id: int
    team: TeamPublic | None


class HeroFlat(SQLModel):
    id: int
    team_id: int | None


def get_session() -> Session:
    raise NotImplementedError


app = FastAPI()
SessionDep = Annotated[Session, Depends(get_session)]
WITH_TEAM = (selectinload(Hero.team),)
READY = select(Hero).options(selectinload(Hero.team)).limit(10)


@app.get("/flat", response_model=list[HeroFlat])
def flat(session: SessionDep) -> list[Hero]:
    return session.exec(select(Hero).order_by(col(Hero.id)).limit(10)).all()


@app.get("/loaded", response_model=list[HeroPublic])
def loaded(session: SessionDep) -> list[Hero]:
    query = select(Hero).order_by(col(Hero.id)).limit(10)
    query = query.options(selectinload(Hero.team))
    return session.exec(query).all()


@app.get("/constant", response_model=list[HeroPublic])
def constant(session: SessionDep) -> list[Hero]:
    query = select(Hero).options(*WITH_TEAM).order_by(col(Hero.id))
    return session.exec(query.limit(10)).all()


@app.get("/ready", response_model=list[HeroPublic])
def ready(session: SessionDep) -> list[Hero]:
    return session.exec(READY.order_by(col(Hero.id))).all()


@app.get("/made", response_model=list[HeroFlat])
def made(session: SessionDep) -> list[HeroFlat]:
    heroes = session.exec(select(Hero).order_by(col(Hero.id)).limit(10)).all()
    return [HeroFlat.model_validate(hero) for hero in heroes]


@app.get("/lazy", response_model=list[HeroPublic])
def lazy(session: SessionDep) -> list[Hero]:
    heroes = session.exec(select(Hero).order_by(col(Hero.id)).limit(10)).all()
    return heroes  # expect: SQM073
