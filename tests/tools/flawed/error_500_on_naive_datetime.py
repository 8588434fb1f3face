# Wrong: a time without a zone passes the input model and not the column: a 500.
from datetime import datetime
from typing import Annotated

from fastapi import Depends, FastAPI
from sqlmodel import Field, Session, SQLModel, create_engine

engine = create_engine("sqlite:///alarms.db")


class AlarmBase(SQLModel):
    name: str = Field(max_length=60)
    rings_at: datetime


class Alarm(AlarmBase, table=True):
    id: int | None = Field(default=None, primary_key=True)


class AlarmCreate(AlarmBase):
    pass


class AlarmPublic(AlarmBase):
    id: int


def get_session():
    with Session(engine) as session:
        yield session


SessionDep = Annotated[Session, Depends(get_session)]

app = FastAPI()
SQLModel.metadata.create_all(engine)


@app.post("/alarms", response_model=AlarmPublic, status_code=201)
def create_alarm(body: AlarmCreate, session: SessionDep):
    alarm = Alarm.model_validate(body)
    session.add(alarm)
    session.commit()
    session.refresh(alarm)
    return alarm
