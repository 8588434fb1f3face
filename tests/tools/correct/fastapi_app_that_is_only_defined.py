# Shows an application that a server would start: nothing is requested here.
from collections.abc import Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException, Path, Query
from sqlmodel import Field, Session, SQLModel, col, create_engine, select

engine = create_engine("sqlite:///observations.db")


class ObservationBase(SQLModel):
    species: str = Field(min_length=1, max_length=80, index=True)
    count: int = Field(default=1, ge=1, le=1_000_000)


class Observation(ObservationBase, table=True):
    id: int | None = Field(default=None, primary_key=True)
    seen_at: datetime = Field(default_factory=lambda: datetime.now(UTC), index=True)


class ObservationPublic(ObservationBase):
    id: int
    seen_at: datetime


@asynccontextmanager
async def lifespan(_app: FastAPI):
    SQLModel.metadata.create_all(engine)
    yield
    engine.dispose()


def get_session() -> Iterator[Session]:
    with Session(engine) as session:
        yield session


SessionDep = Annotated[Session, Depends(get_session)]
app = FastAPI(title="Observations", lifespan=lifespan)


@app.post("/observations", response_model=ObservationPublic, status_code=201)
def add(body: ObservationBase, session: SessionDep):
    observation = Observation.model_validate(body)
    session.add(observation)
    session.commit()
    session.refresh(observation)
    return observation


@app.get("/observations", response_model=list[ObservationPublic])
def search(
    session: SessionDep,
    species: Annotated[str | None, Query(max_length=80)] = None,
    offset: Annotated[int, Query(ge=0, le=100_000)] = 0,
    limit: Annotated[int, Query(ge=1, le=100)] = 25,
):
    statement = select(Observation)
    if species:
        statement = statement.where(Observation.species == species)
    statement = statement.order_by(col(Observation.seen_at).desc(), col(Observation.id))
    return session.exec(statement.offset(offset).limit(limit)).all()


@app.get("/observations/{observation_id}", response_model=ObservationPublic)
def read(observation_id: Annotated[int, Path(ge=1, le=2**63 - 1)], session: SessionDep):
    observation = session.get(Observation, observation_id)
    if observation is None:
        raise HTTPException(status_code=404, detail="No such observation")
    return observation
