# Shows a response with nested rows, loaded by selectinload in the list and in the item.
from typing import Annotated, Any

from fastapi import Depends, FastAPI, HTTPException, Path
from fastapi.testclient import TestClient
from sqlalchemy.orm import joinedload, selectinload
from sqlmodel import Field, Relationship, Session, SQLModel, create_engine, select

engine = create_engine("sqlite:///gardens.db")


class Garden(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    owner_id: int = Field(foreign_key="owner.id", index=True)
    owner: "Owner" = Relationship(back_populates="gardens")
    beds: list["Bed"] = Relationship(back_populates="garden", cascade_delete=True)


class Owner(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    phone: str
    gardens: list[Garden] = Relationship(back_populates="owner")


class Bed(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    crop: str
    garden_id: int = Field(foreign_key="garden.id", index=True)
    garden: Garden = Relationship(back_populates="beds")


class OwnerPublic(SQLModel):
    id: int
    name: str


class BedPublic(SQLModel):
    id: int
    crop: str


class GardenPublic(SQLModel):
    id: int
    name: str
    owner: OwnerPublic
    beds: list[BedPublic]


def get_session():
    with Session(engine) as session:
        yield session


SessionDep = Annotated[Session, Depends(get_session)]
WHOLE = (joinedload(Garden.owner), selectinload(Garden.beds))
app = FastAPI()


@app.get("/gardens", response_model=list[GardenPublic])
def list_gardens(session: SessionDep) -> Any:
    statement = select(Garden).options(*WHOLE).order_by(Garden.name, Garden.id)
    return session.exec(statement.limit(100)).all()


@app.get("/gardens/{garden_id}", response_model=GardenPublic)
def read_garden(
    garden_id: Annotated[int, Path(ge=1, le=2**63 - 1)], session: SessionDep
) -> Any:
    garden = session.get(Garden, garden_id, options=WHOLE)
    if garden is None:
        raise HTTPException(status_code=404, detail="No such garden")
    return garden


SQLModel.metadata.create_all(engine)
with Session(engine) as session:
    for number in range(5):
        owner = Owner(name=f"Owner {number}", phone="555")
        beds = [Bed(crop=crop) for crop in ("kale", "leek")]
        session.add(Garden(name=f"Plot {number}", owner=owner, beds=beds))
    session.commit()

with TestClient(app) as client:
    gardens = client.get("/gardens").json()
    assert len(gardens) == 5
    assert gardens[2]["owner"]["name"] == "Owner 2"
    assert "phone" not in gardens[2]["owner"]
    assert client.get("/gardens/3").json() == gardens[2]
    assert client.get("/gardens/6").status_code == 404
