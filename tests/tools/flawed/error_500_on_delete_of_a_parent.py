# Wrong: deleting a shelf that has boxes sets their NOT NULL key to NULL: a 500.
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException, Path
from sqlmodel import Field, Relationship, Session, SQLModel, create_engine

engine = create_engine("sqlite:///shelves.db")


class Shelf(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    room: str
    boxes: list["Box"] = Relationship(back_populates="shelf")


class Box(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    label: str
    shelf_id: int = Field(foreign_key="shelf.id", index=True)
    shelf: Shelf = Relationship(back_populates="boxes")


class BoxIn(SQLModel):
    label: str = Field(min_length=1, max_length=40)


class ShelfIn(SQLModel):
    room: str = Field(min_length=1, max_length=40)


class ShelfOut(ShelfIn):
    id: int


class BoxOut(BoxIn):
    id: int


def get_session():
    with Session(engine) as session:
        yield session


SessionDep = Annotated[Session, Depends(get_session)]
app = FastAPI()
SQLModel.metadata.create_all(engine)


def find_shelf(shelf_id: Annotated[int, Path(ge=1, lt=2**63)], session: SessionDep):
    if shelf := session.get(Shelf, shelf_id):
        return shelf
    raise HTTPException(status_code=404)


ShelfDep = Annotated[Shelf, Depends(find_shelf)]


@app.post("/shelves", response_model=ShelfOut, status_code=201)
def create_shelf(body: ShelfIn, session: SessionDep):
    shelf = Shelf.model_validate(body)
    session.add(shelf)
    session.commit()
    return shelf


@app.post("/shelves/{shelf_id}/boxes", response_model=BoxOut, status_code=201)
def create_box(body: BoxIn, shelf: ShelfDep, session: SessionDep):
    box = Box.model_validate(body, update={"shelf_id": shelf.id})
    session.add(box)
    session.commit()
    return box


@app.delete("/shelves/{shelf_id}", status_code=204)
def delete_shelf(shelf: ShelfDep, session: SessionDep) -> None:
    session.delete(shelf)
    session.commit()
