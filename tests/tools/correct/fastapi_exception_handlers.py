# Shows handlers that turn database errors into 409 for the whole application.
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException, Path, Request
from fastapi.responses import JSONResponse
from fastapi.testclient import TestClient
from sqlalchemy import event
from sqlalchemy.exc import IntegrityError
from sqlmodel import Field, Relationship, Session, SQLModel, create_engine

engine = create_engine("sqlite:///depots.db")


@event.listens_for(engine, "connect")
def foreign_keys_on(connection, _record):
    connection.execute("PRAGMA foreign_keys=ON")


Id = Annotated[int, Field(ge=1, le=2**63 - 1)]


class Depot(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    town: str = Field(unique=True)
    trucks: list["Truck"] = Relationship(
        back_populates="depot", sa_relationship_kwargs={"passive_deletes": "all"}
    )


class Truck(SQLModel, table=True):
    plate: str = Field(primary_key=True)
    depot_id: int = Field(foreign_key="depot.id", ondelete="RESTRICT", index=True)
    depot: Depot = Relationship(back_populates="trucks")


class DepotIn(SQLModel):
    town: str = Field(min_length=1, max_length=60)


class DepotOut(DepotIn):
    id: int


class TruckIn(SQLModel):
    plate: str = Field(min_length=1, max_length=12)
    depot_id: Id


def get_session():
    with Session(engine) as session:
        yield session


SessionDep = Annotated[Session, Depends(get_session, scope="function")]
app = FastAPI()


@app.exception_handler(IntegrityError)
def conflict(_request: Request, _error: IntegrityError) -> JSONResponse:
    return JSONResponse({"detail": "Conflicts with stored data"}, status_code=409)


@app.post("/depots", response_model=DepotOut, status_code=201)
def add_depot(body: DepotIn, session: SessionDep):
    depot = Depot.model_validate(body)
    session.add(depot)
    session.commit()
    return depot


@app.delete("/depots/{depot_id}", status_code=204)
def close_depot(depot_id: Annotated[int, Path(ge=1, lt=2**63)], session: SessionDep):
    depot = session.get(Depot, depot_id)
    if depot is None:
        raise HTTPException(404)
    session.delete(depot)
    session.commit()


@app.post("/trucks", response_model=TruckIn, status_code=201)
def add_truck(body: TruckIn, session: SessionDep):
    truck = Truck.model_validate(body)
    session.add(truck)
    session.commit()
    return truck


SQLModel.metadata.create_all(engine)
with TestClient(app) as client:
    assert client.post("/depots", json={"town": "Leith"}).status_code == 201
    assert client.post("/depots", json={"town": "Leith"}).status_code == 409
    truck = {"plate": "LE 1", "depot_id": 1}
    assert client.post("/trucks", json=truck).json() == truck
    assert client.post("/trucks", json=truck).status_code == 409
    nowhere = {"plate": "LE 2", "depot_id": 99}
    assert client.post("/trucks", json=nowhere).status_code == 409
    assert client.delete("/depots/1").status_code == 409
