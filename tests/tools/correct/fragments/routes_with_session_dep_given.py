# Shows the routes of a page: app and SessionDep come from before, imports are there.
# ruff: noqa: F821, RUF100 - names come from the page around it
from typing import Annotated

from fastapi import Query
from sqlmodel import Field, SQLModel, col, select


class Poster(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    title: str


class PosterIn(SQLModel):
    title: str = Field(min_length=1, max_length=60)


class PosterOut(PosterIn):
    id: int


@app.post("/posters", response_model=PosterOut, status_code=201)
def add_poster(poster: PosterIn, session: SessionDep):
    db_poster = Poster.model_validate(poster)
    session.add(db_poster)
    session.commit()
    session.refresh(db_poster)
    return db_poster


@app.get("/posters", response_model=list[PosterOut])
def list_posters(
    session: SessionDep,
    offset: Annotated[int, Query(ge=0, le=10_000)] = 0,
    limit: Annotated[int, Query(ge=1, le=100)] = 100,
):
    statement = select(Poster).order_by(col(Poster.id))
    return session.exec(statement.offset(offset).limit(limit)).all()
