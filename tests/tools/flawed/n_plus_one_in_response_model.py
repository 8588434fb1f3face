# Wrong: N+1, the response model reads a relationship of every row of the list.
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Query
from fastapi.testclient import TestClient
from sqlmodel import Field, Relationship, Session, SQLModel, col, create_engine, select

engine = create_engine("sqlite:///league.db")


class Team(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    players: list["Player"] = Relationship(back_populates="team")


class Player(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    team_id: int = Field(foreign_key="team.id", index=True)
    team: Team = Relationship(back_populates="players")


class PlayerPublic(SQLModel):
    id: int
    name: str


class TeamPublic(SQLModel):
    id: int
    name: str
    players: list[PlayerPublic]


def get_session():
    with Session(engine) as session:
        yield session


app = FastAPI()


@app.get("/teams", response_model=list[TeamPublic])
def list_teams(
    session: Annotated[Session, Depends(get_session)],
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> Any:
    return session.exec(select(Team).order_by(col(Team.id)).limit(limit)).all()


SQLModel.metadata.create_all(engine)
with Session(engine) as session:
    for number in range(6):
        players = [Player(name=f"Player {number}{n}") for n in range(3)]
        session.add(Team(name=f"Team {number}", players=players))
    session.commit()

with TestClient(app) as client:
    assert len(client.get("/teams").json()) == 6
