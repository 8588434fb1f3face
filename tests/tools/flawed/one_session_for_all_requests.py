# Wrong: one session at module level serves all requests, in many threads.
from typing import Annotated

from fastapi import FastAPI, HTTPException, Path, Query
from sqlmodel import Field, Session, SQLModel, create_engine, select

engine = create_engine("sqlite:///cups.db")


class CupBase(SQLModel):
    name: str = Field(min_length=1, max_length=60)


class Cup(CupBase, table=True):
    id: int | None = Field(default=None, primary_key=True)


class CupCreate(CupBase):
    pass


class CupPublic(CupBase):
    id: int


session = Session(engine)

app = FastAPI()
SQLModel.metadata.create_all(engine)


@app.post("/cups", response_model=CupPublic, status_code=201)
def create_cup(body: CupCreate):
    cup = Cup.model_validate(body)
    session.add(cup)
    session.commit()
    session.refresh(cup)
    return cup


@app.get("/cups", response_model=list[CupPublic])
def list_cups(
    offset: Annotated[int, Query(ge=0, le=10_000)] = 0,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
):
    statement = select(Cup).order_by(Cup.id).offset(offset).limit(limit)
    return session.exec(statement).all()


@app.get("/cups/{cup_id}", response_model=CupPublic)
def read_cup(cup_id: Annotated[int, Path(ge=1, lt=2**63)]):
    cup = session.get(Cup, cup_id)
    if cup is None:
        raise HTTPException(status_code=404)
    return cup
