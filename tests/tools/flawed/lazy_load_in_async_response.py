# Wrong: the response model lazy loads in async code: MissingGreenlet, a 500.
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import Depends, FastAPI
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import Field, Relationship, SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

engine = create_async_engine("sqlite+aiosqlite:///teams.db")


class Team(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    heroes: list["Hero"] = Relationship(back_populates="team")


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    team_id: int = Field(foreign_key="team.id", index=True)
    team: Team = Relationship(back_populates="heroes")


class TeamIn(SQLModel):
    name: str = Field(min_length=1, max_length=60)


class HeroOut(SQLModel):
    id: int
    name: str


class TeamOut(TeamIn):
    id: int
    heroes: list[HeroOut]


@asynccontextmanager
async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    yield
    await engine.dispose()


async def get_session() -> AsyncIterator[AsyncSession]:
    async with AsyncSession(engine, expire_on_commit=False) as session:
        yield session


SessionDep = Annotated[AsyncSession, Depends(get_session)]
app = FastAPI(lifespan=lifespan)


@app.post("/teams", status_code=201)
async def create_team(body: TeamIn, session: SessionDep) -> int:
    team = Team.model_validate(body)
    session.add(team)
    await session.commit()
    return team.id


@app.get("/teams", response_model=list[TeamOut])
async def list_teams(session: SessionDep):
    return (await session.exec(select(Team).order_by(col(Team.id)).limit(50))).all()
