from fastapi import FastAPI
from sqlmodel import Field, SQLModel, create_engine


class Team(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    team_id: int | None = Field(default=None, foreign_key="team.id", index=True)


app = FastAPI()
server = create_engine("postgresql+psycopg://db/app", pool_pre_ping=True)
file = create_engine("sqlite:///app.db")  # expect: SQM070
