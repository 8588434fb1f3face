# Wrong: limit=-1 is accepted and switches the limit off, offset has no bounds either.
from typing import Annotated

from fastapi import Depends, FastAPI
from sqlmodel import Field, Session, SQLModel, create_engine, select

engine = create_engine("sqlite:///chairs.db")


class ChairBase(SQLModel):
    name: str = Field(min_length=1, max_length=60)


class Chair(ChairBase, table=True):
    id: int | None = Field(default=None, primary_key=True)


class ChairCreate(ChairBase):
    pass


class ChairPublic(ChairBase):
    id: int


def get_session():
    with Session(engine) as session:
        yield session


SessionDep = Annotated[Session, Depends(get_session)]

app = FastAPI()
SQLModel.metadata.create_all(engine)


@app.post("/chairs", response_model=ChairPublic, status_code=201)
def create_chair(body: ChairCreate, session: SessionDep):
    chair = Chair.model_validate(body)
    session.add(chair)
    session.commit()
    session.refresh(chair)
    return chair


@app.get("/chairs", response_model=list[ChairPublic])
def list_chairs(session: SessionDep, offset: int = 0, limit: int = 100):
    statement = select(Chair).order_by(Chair.id).offset(offset).limit(limit)
    return session.exec(statement).all()
