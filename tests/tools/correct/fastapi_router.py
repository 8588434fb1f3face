# Shows an APIRouter with a prefix and a dependency that finds the row or says 404.
from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, HTTPException, Path, Query, status
from fastapi.testclient import TestClient
from sqlmodel import Field, Session, SQLModel, create_engine, select

engine = create_engine("sqlite:///rooms.db")


class Room(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    seats: int


class RoomIn(SQLModel):
    name: str = Field(min_length=1, max_length=40)
    seats: int = Field(ge=1, le=1000)


class RoomOut(RoomIn):
    id: int


def get_session():
    with Session(engine) as session:
        yield session


SessionDep = Annotated[Session, Depends(get_session)]


def room_or_404(
    room_id: Annotated[int, Path(ge=1, le=2**31 - 1)], session: SessionDep
) -> Room:
    room = session.get(Room, room_id)
    if room is None:
        raise HTTPException(status.HTTP_404_NOT_FOUND, "No such room")
    return room


RoomDep = Annotated[Room, Depends(room_or_404)]
router = APIRouter(prefix="/rooms", tags=["rooms"])


@router.get("", response_model=list[RoomOut])
def list_rooms(
    session: SessionDep,
    min_seats: Annotated[int, Query(ge=0, le=1000)] = 0,
):
    statement = select(Room).where(Room.seats >= min_seats)
    return session.exec(statement.order_by(Room.name, Room.id).limit(50)).all()


@router.post("", response_model=RoomOut, status_code=status.HTTP_201_CREATED)
def add_room(body: RoomIn, session: SessionDep):
    room = Room.model_validate(body)
    session.add(room)
    session.commit()
    return room


@router.put("/{room_id}", response_model=RoomOut)
def replace_room(body: RoomIn, room: RoomDep, session: SessionDep):
    room.sqlmodel_update(body.model_dump())
    session.commit()
    return room


@router.delete("/{room_id}", status_code=status.HTTP_204_NO_CONTENT)
def remove_room(room: RoomDep, session: SessionDep) -> None:
    session.delete(room)
    session.commit()


SQLModel.metadata.create_all(engine)
app = FastAPI(title="Rooms")
app.include_router(router)

client = TestClient(app)
assert client.post("/rooms", json={"name": "Attic", "seats": 8}).status_code == 201
assert client.post("/rooms", json={"name": "Hall", "seats": 200}).status_code == 201
found = client.get("/rooms", params={"min_seats": 100}).json()
assert [room["name"] for room in found] == ["Hall"]
smaller = client.put("/rooms/2", json={"name": "Hall", "seats": 150})
assert smaller.json() == {"id": 2, "name": "Hall", "seats": 150}
assert client.delete("/rooms/1").status_code == 204
assert client.delete("/rooms/1").status_code == 404
