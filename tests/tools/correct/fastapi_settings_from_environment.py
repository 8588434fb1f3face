# Shows settings read from the environment, with SQLite where nothing is set.
import os
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Annotated

from fastapi import Depends, FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import Engine
from sqlmodel import Field, Session, SQLModel, create_engine, func, select


@dataclass(frozen=True)
class Settings:
    database_url: str = field(
        default_factory=lambda: os.environ.get("DATABASE_URL", "sqlite:///local.db")
    )
    echo: bool = field(default_factory=lambda: os.environ.get("SQL_ECHO") == "1")


@lru_cache
def get_settings() -> Settings:
    return Settings()


@lru_cache
def get_engine() -> Engine:
    settings = get_settings()
    if settings.database_url.startswith("sqlite"):
        return create_engine(
            settings.database_url,
            echo=settings.echo,
            connect_args={"check_same_thread": False},
        )
    return create_engine(settings.database_url, echo=settings.echo, pool_pre_ping=True)


def get_session():
    with Session(get_engine()) as session:
        yield session


class Hit(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    path: str


app = FastAPI()


@app.post("/hits", status_code=201)
def hit(session: Annotated[Session, Depends(get_session)]) -> dict[str, int]:
    session.add(Hit(path="/"))
    session.commit()
    return {"hits": session.exec(select(func.count()).select_from(Hit)).one()}


SQLModel.metadata.create_all(get_engine())
with TestClient(app) as client:
    assert client.post("/hits").json() == {"hits": 1}
    assert client.post("/hits").json() == {"hits": 2}
get_engine().dispose()
