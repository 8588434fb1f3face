# Shows `session: Session = Depends(get_session)`, the older spelling of a dependency.
# ruff: noqa: B008, RUF100 - the older spelling of a dependency
from fastapi import Depends, FastAPI, HTTPException, Path, Query
from fastapi.testclient import TestClient
from sqlmodel import Field, Session, SQLModel, create_engine, select


class Spice(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(index=True)
    heat: int = 0


class SpiceCreate(SQLModel):
    name: str = Field(min_length=1, max_length=50)
    heat: int = Field(default=0, ge=0, le=10)


class SpiceRead(SQLModel):
    id: int
    name: str
    heat: int


sqlite_url = "sqlite:///spices.db"
connect_args = {"check_same_thread": False}
engine = create_engine(sqlite_url, connect_args=connect_args)


def create_db_and_tables():
    SQLModel.metadata.create_all(engine)


def get_session():
    with Session(engine) as session:
        yield session


app = FastAPI()


@app.post("/spices/", response_model=SpiceRead)
def create_spice(*, session: Session = Depends(get_session), spice: SpiceCreate):
    db_spice = Spice.model_validate(spice)
    session.add(db_spice)
    session.commit()
    session.refresh(db_spice)
    return db_spice


@app.get("/spices/", response_model=list[SpiceRead])
def read_spices(
    *,
    session: Session = Depends(get_session),
    offset: int = Query(default=0, ge=0, le=100_000),
    limit: int = Query(default=20, ge=1, le=100),
):
    query = select(Spice).order_by(Spice.id).offset(offset).limit(limit)
    return session.exec(query).all()


@app.get("/spices/{spice_id}", response_model=SpiceRead)
def read_spice(
    *, session: Session = Depends(get_session), spice_id: int = Path(ge=1, lt=2**63)
):
    spice = session.get(Spice, spice_id)
    if spice is None:
        raise HTTPException(status_code=404, detail="Spice not found")
    return spice


if __name__ == "__main__":
    create_db_and_tables()
    client = TestClient(app)
    assert client.post("/spices/", json={"name": "sumac"}).json()["id"] == 1
    assert client.post("/spices/", json={"name": "chili", "heat": 7}).status_code == 200
    assert client.get("/spices/", params={"offset": 1}).json()[0]["name"] == "chili"
    assert client.get("/spices/", params={"limit": 1000}).status_code == 422
    assert client.get("/spices/3").status_code == 404
