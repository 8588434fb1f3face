# Wrong: an id above 2**63 - 1 is a 500: SQLite cannot bind it.
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException
from sqlmodel import Field, Session, SQLModel, create_engine

engine = create_engine("sqlite:///boats.db")


class BoatBase(SQLModel):
    name: str = Field(min_length=1, max_length=60)


class Boat(BoatBase, table=True):
    id: int | None = Field(default=None, primary_key=True)


class BoatCreate(BoatBase):
    pass


class BoatPublic(BoatBase):
    id: int


def get_session():
    with Session(engine) as session:
        yield session


SessionDep = Annotated[Session, Depends(get_session)]

app = FastAPI()
SQLModel.metadata.create_all(engine)


@app.post("/boats", response_model=BoatPublic, status_code=201)
def create_boat(body: BoatCreate, session: SessionDep):
    boat = Boat.model_validate(body)
    session.add(boat)
    session.commit()
    session.refresh(boat)
    return boat


@app.get("/boats/{boat_id}", response_model=BoatPublic)
def read_boat(boat_id: int, session: SessionDep):
    boat = session.get(Boat, boat_id)
    if boat is None:
        raise HTTPException(status_code=404)
    return boat
