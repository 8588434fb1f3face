# Wrong: pages of a list without ORDER BY can repeat and miss rows.
from typing import Annotated

from fastapi import Depends, FastAPI, Query
from sqlmodel import Field, Session, SQLModel, create_engine, select

engine = create_engine("sqlite:///songs.db")


class SongBase(SQLModel):
    name: str = Field(min_length=1, max_length=60)


class Song(SongBase, table=True):
    id: int | None = Field(default=None, primary_key=True)


class SongCreate(SongBase):
    pass


class SongPublic(SongBase):
    id: int


def get_session():
    with Session(engine) as session:
        yield session


SessionDep = Annotated[Session, Depends(get_session)]

app = FastAPI()
SQLModel.metadata.create_all(engine)


@app.post("/songs", response_model=SongPublic, status_code=201)
def create_song(body: SongCreate, session: SessionDep):
    song = Song.model_validate(body)
    session.add(song)
    session.commit()
    session.refresh(song)
    return song


@app.get("/songs", response_model=list[SongPublic])
def list_songs(
    session: SessionDep,
    offset: Annotated[int, Query(ge=0, le=10_000)] = 0,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
):
    statement = select(Song).offset(offset).limit(limit)
    return session.exec(statement).all()
