# Shows a unique name: a duplicate is answered with 409, on POST and on PATCH.
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException, Path
from fastapi.testclient import TestClient
from sqlalchemy.exc import IntegrityError
from sqlmodel import Field, Session, SQLModel, create_engine

engine = create_engine("sqlite:///teams.db")


class Team(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)


class TeamIn(SQLModel):
    name: str = Field(min_length=1, max_length=50)


class TeamOut(TeamIn):
    id: int


def get_session():
    with Session(engine) as session:
        yield session


SessionDep = Annotated[Session, Depends(get_session)]
app = FastAPI()


def commit_or_409(session: Session) -> None:
    try:
        session.commit()
    except IntegrityError as error:
        session.rollback()
        raise HTTPException(409, "This name is taken") from error


@app.post("/teams", response_model=TeamOut, status_code=201)
def create_team(body: TeamIn, session: SessionDep):
    team = Team.model_validate(body)
    session.add(team)
    commit_or_409(session)
    return team


@app.patch("/teams/{team_id}", response_model=TeamOut)
def rename_team(
    team_id: Annotated[int, Path(ge=1, le=2**63 - 1)], body: TeamIn, session: SessionDep
):
    team = session.get(Team, team_id)
    if team is None:
        raise HTTPException(404, "No such team")
    team.name = body.name
    commit_or_409(session)
    return team


SQLModel.metadata.create_all(engine)
with TestClient(app) as client:
    assert client.post("/teams", json={"name": "Otters"}).status_code == 201
    assert client.post("/teams", json={"name": "Otters"}).status_code == 409
    assert client.post("/teams", json={"name": "Herons"}).json()["id"] == 2
    assert client.patch("/teams/2", json={"name": "Otters"}).status_code == 409
    assert client.patch("/teams/2", json={"name": "Storks"}).status_code == 200
