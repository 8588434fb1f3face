# Wrong: nothing is committed: the 201 promises a row that is rolled back.
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException, Path
from sqlmodel import Field, Session, SQLModel, create_engine

engine = create_engine("sqlite:///coats.db")


class CoatBase(SQLModel):
    name: str = Field(min_length=1, max_length=60)


class Coat(CoatBase, table=True):
    id: int | None = Field(default=None, primary_key=True)


class CoatCreate(CoatBase):
    pass


class CoatPublic(CoatBase):
    id: int


def get_session():
    with Session(engine) as session:
        yield session


SessionDep = Annotated[Session, Depends(get_session)]

app = FastAPI()
SQLModel.metadata.create_all(engine)


@app.post("/coats", response_model=CoatPublic, status_code=201)
def create_coat(body: CoatCreate, session: SessionDep):
    coat = Coat.model_validate(body)
    session.add(coat)
    session.flush()
    session.refresh(coat)
    return coat


@app.get("/coats/{coat_id}", response_model=CoatPublic)
def read_coat(coat_id: Annotated[int, Path(ge=1, lt=2**63)], session: SessionDep):
    coat = session.get(Coat, coat_id)
    if coat is None:
        raise HTTPException(status_code=404)
    return coat
