# Shows PATCH: absent is not null, null only where the column takes it.
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException
from fastapi.testclient import TestClient
from pydantic import field_validator
from sqlmodel import Field, Session, SQLModel, create_engine


class Event(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    title: str = Field(max_length=100)
    seats: int = 10
    place: str | None = Field(default=None, max_length=100)


class EventUpdate(SQLModel):
    model_config = {"extra": "forbid"}

    title: str | None = Field(default=None, min_length=1, max_length=100)
    seats: int | None = Field(default=None, ge=0, le=100_000)
    place: str | None = Field(default=None, max_length=100)

    @field_validator("title", "seats")
    @classmethod
    def not_null(cls, value: object) -> object:
        if value is None:
            raise ValueError("may be left out, may not be null")
        return value


class EventPublic(SQLModel):
    id: int
    title: str
    seats: int
    place: str | None


engine = create_engine("sqlite:///events.db")
SQLModel.metadata.create_all(engine)
app = FastAPI()


def get_session():
    with Session(engine) as session:
        yield session


SessionDep = Annotated[Session, Depends(get_session)]


@app.patch("/events/{event_id}", response_model=EventPublic)
def update_event(event_id: int, body: EventUpdate, session: SessionDep):
    if not 0 < event_id < 2**63:
        raise HTTPException(status_code=404)
    event = session.get(Event, event_id)
    if event is None:
        raise HTTPException(status_code=404)
    for key, value in body.model_dump(exclude_unset=True).items():
        setattr(event, key, value)
    session.add(event)
    session.commit()
    session.refresh(event)
    return event


with Session(engine) as session:
    session.add(Event(title="Fair", place="Green"))
    session.commit()

client = TestClient(app)
assert client.patch("/events/1", json={"seats": 5}).json()["place"] == "Green"
assert client.patch("/events/1", json={"place": None}).json()["place"] is None
assert client.patch("/events/1", json={"title": None}).status_code == 422
assert client.patch("/events/1", json={"colour": "red"}).status_code == 422
assert client.patch("/events/7", json={}).status_code == 404
