# Wrong: the limit has an upper bound only: limit=-1 returns every row.
from typing import Annotated

from fastapi import Depends, FastAPI, Query
from sqlmodel import Field, Session, SQLModel, create_engine, select

engine = create_engine("sqlite:///spoons.db")


class SpoonBase(SQLModel):
    name: str = Field(min_length=1, max_length=60)


class Spoon(SpoonBase, table=True):
    id: int | None = Field(default=None, primary_key=True)


class SpoonCreate(SpoonBase):
    pass


class SpoonPublic(SpoonBase):
    id: int


def get_session():
    with Session(engine) as session:
        yield session


SessionDep = Annotated[Session, Depends(get_session)]

app = FastAPI()
SQLModel.metadata.create_all(engine)


@app.post("/spoons", response_model=SpoonPublic, status_code=201)
def create_spoon(body: SpoonCreate, session: SessionDep):
    spoon = Spoon.model_validate(body)
    session.add(spoon)
    session.commit()
    session.refresh(spoon)
    return spoon


@app.get("/spoons", response_model=list[SpoonPublic])
def list_spoons(
    session: SessionDep,
    offset: Annotated[int, Query(ge=0, le=10_000)] = 0,
    limit: Annotated[int, Query(le=100)] = 20,
):
    statement = select(Spoon).order_by(Spoon.id).offset(offset).limit(limit)
    return session.exec(statement).all()
