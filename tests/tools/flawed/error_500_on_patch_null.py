# Wrong: PATCH takes null for a column that is NOT NULL: a 500.
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException, Path
from sqlmodel import Field, Session, SQLModel, create_engine

engine = create_engine("sqlite:///desks.db")


class DeskBase(SQLModel):
    name: str = Field(min_length=1, max_length=60)
    width: int = Field(default=100, ge=10, le=500)


class Desk(DeskBase, table=True):
    id: int | None = Field(default=None, primary_key=True)


class DeskCreate(DeskBase):
    pass


class DeskPublic(DeskBase):
    id: int


class DeskUpdate(SQLModel):
    name: str | None = Field(default=None, min_length=1, max_length=60)
    width: int | None = Field(default=None, ge=10, le=500)


def get_session():
    with Session(engine) as session:
        yield session


SessionDep = Annotated[Session, Depends(get_session)]

app = FastAPI()
SQLModel.metadata.create_all(engine)


@app.post("/desks", response_model=DeskPublic, status_code=201)
def create_desk(body: DeskCreate, session: SessionDep):
    desk = Desk.model_validate(body)
    session.add(desk)
    session.commit()
    session.refresh(desk)
    return desk


@app.patch("/desks/{desk_id}", response_model=DeskPublic)
def update_desk(
    desk_id: Annotated[int, Path(ge=1, lt=2**63)], body: DeskUpdate, session: SessionDep
):
    desk = session.get(Desk, desk_id)
    if desk is None:
        raise HTTPException(status_code=404, detail="Desk not found")
    desk.sqlmodel_update(body.model_dump(exclude_unset=True))
    session.add(desk)
    session.commit()
    session.refresh(desk)
    return desk
