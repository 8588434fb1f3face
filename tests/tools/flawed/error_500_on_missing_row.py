# Wrong: an unknown id is a 500: None does not fit the response model.
from typing import Annotated

from fastapi import Depends, FastAPI, Path
from sqlmodel import Field, Session, SQLModel, create_engine

engine = create_engine("sqlite:///lamps.db")


class LampBase(SQLModel):
    name: str = Field(min_length=1, max_length=60)


class Lamp(LampBase, table=True):
    id: int | None = Field(default=None, primary_key=True)


class LampCreate(LampBase):
    pass


class LampPublic(LampBase):
    id: int


def get_session():
    with Session(engine) as session:
        yield session


SessionDep = Annotated[Session, Depends(get_session)]

app = FastAPI()
SQLModel.metadata.create_all(engine)


@app.post("/lamps", response_model=LampPublic, status_code=201)
def create_lamp(body: LampCreate, session: SessionDep):
    lamp = Lamp.model_validate(body)
    session.add(lamp)
    session.commit()
    session.refresh(lamp)
    return lamp


@app.get("/lamps/{lamp_id}", response_model=LampPublic)
def read_lamp(lamp_id: Annotated[int, Path(ge=1, lt=2**63)], session: SessionDep):
    return session.get(Lamp, lamp_id)
