# Shows a small application: SessionDep, five models, all endpoints of one resource.
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException, Path, Query
from fastapi.testclient import TestClient
from sqlmodel import Field, Session, SQLModel, col, create_engine, select


class GuitarBase(SQLModel):
    maker: str = Field(min_length=1, max_length=80, index=True)
    strings: int = Field(default=6, ge=1, le=18)


class Guitar(GuitarBase, table=True):
    id: int | None = Field(default=None, primary_key=True)
    bought_for: int | None = None


class GuitarCreate(GuitarBase):
    bought_for: int | None = Field(default=None, ge=0, le=10_000_000)


class GuitarPublic(GuitarBase):
    id: int


class GuitarUpdate(SQLModel):
    maker: str = Field(default=None, min_length=1, max_length=80)
    strings: int = Field(default=None, ge=1, le=18)


engine = create_engine(
    "sqlite:///guitars.db", connect_args={"check_same_thread": False}
)
SQLModel.metadata.create_all(engine)


def get_session():
    with Session(engine) as session:
        yield session


SessionDep = Annotated[Session, Depends(get_session)]
GuitarId = Annotated[int, Path(ge=1, le=2**63 - 1)]

app = FastAPI()


@app.post("/guitars/", response_model=GuitarPublic, status_code=201)
def create_guitar(guitar: GuitarCreate, session: SessionDep):
    db_guitar = Guitar.model_validate(guitar)
    session.add(db_guitar)
    session.commit()
    session.refresh(db_guitar)
    return db_guitar


@app.get("/guitars/", response_model=list[GuitarPublic])
def read_guitars(
    session: SessionDep,
    offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
    limit: Annotated[int, Query(ge=1, le=100)] = 100,
):
    statement = select(Guitar).order_by(col(Guitar.id)).offset(offset).limit(limit)
    return session.exec(statement).all()


@app.get("/guitars/{guitar_id}", response_model=GuitarPublic)
def read_guitar(guitar_id: GuitarId, session: SessionDep):
    guitar = session.get(Guitar, guitar_id)
    if not guitar:
        raise HTTPException(status_code=404, detail="Guitar not found")
    return guitar


@app.patch("/guitars/{guitar_id}", response_model=GuitarPublic)
def update_guitar(guitar_id: GuitarId, guitar: GuitarUpdate, session: SessionDep):
    db_guitar = session.get(Guitar, guitar_id)
    if not db_guitar:
        raise HTTPException(status_code=404, detail="Guitar not found")
    db_guitar.sqlmodel_update(guitar.model_dump(exclude_unset=True))
    session.add(db_guitar)
    session.commit()
    session.refresh(db_guitar)
    return db_guitar


@app.delete("/guitars/{guitar_id}")
def delete_guitar(guitar_id: GuitarId, session: SessionDep):
    guitar = session.get(Guitar, guitar_id)
    if not guitar:
        raise HTTPException(status_code=404, detail="Guitar not found")
    session.delete(guitar)
    session.commit()
    return {"ok": True}


with TestClient(app) as client:
    made = client.post("/guitars/", json={"maker": "Luna", "bought_for": 300})
    assert made.status_code == 201
    assert made.json() == {"id": 1, "maker": "Luna", "strings": 6}
    assert client.get("/guitars/").json() == [made.json()]
    assert client.patch("/guitars/1", json={"strings": 12}).json()["strings"] == 12
    assert client.patch("/guitars/1", json={"maker": None}).status_code == 422
    assert client.delete("/guitars/1").json() == {"ok": True}
    assert client.get("/guitars/1").status_code == 404
