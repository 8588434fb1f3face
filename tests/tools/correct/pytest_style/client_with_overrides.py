# Shows fixtures `session` and `client`: a database in memory and dependency_overrides.
from contextlib import asynccontextmanager
from typing import Annotated

import pytest
from fastapi import Depends, FastAPI, HTTPException, Path
from fastapi.testclient import TestClient
from sqlmodel import Field, Session, SQLModel, create_engine
from sqlmodel.pool import StaticPool

engine = create_engine("sqlite:///mugs.db")


@asynccontextmanager
async def lifespan(_app: FastAPI):
    SQLModel.metadata.create_all(engine)
    yield
    engine.dispose()


app = FastAPI(lifespan=lifespan)


class Mug(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    motto: str


class MugCreate(SQLModel):
    motto: str = Field(min_length=1, max_length=80)


class MugPublic(MugCreate):
    id: int


def get_session():
    with Session(engine) as session:
        yield session


SessionDep = Annotated[Session, Depends(get_session)]


@app.post("/mugs/", response_model=MugPublic)
def create_mug(mug: MugCreate, session: SessionDep):
    db_mug = Mug.model_validate(mug)
    session.add(db_mug)
    session.commit()
    session.refresh(db_mug)
    return db_mug


@app.get("/mugs/{mug_id}", response_model=MugPublic)
def read_mug(mug_id: Annotated[int, Path(ge=1, lt=2**63)], session: SessionDep):
    mug = session.get(Mug, mug_id)
    if mug is None:
        raise HTTPException(status_code=404, detail="Mug not found")
    return mug


@pytest.fixture(name="session")
def session_fixture():
    engine = create_engine(
        "sqlite://", connect_args={"check_same_thread": False}, poolclass=StaticPool
    )
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        yield session
    engine.dispose()


@pytest.fixture(name="client")
def client_fixture(session: Session):
    def get_session_override():
        return session

    app.dependency_overrides[get_session] = get_session_override
    yield TestClient(app)
    app.dependency_overrides.clear()


def test_create_mug(client: TestClient):
    response = client.post("/mugs/", json={"motto": "Stay warm"})
    data = response.json()

    assert response.status_code == 200
    assert data["motto"] == "Stay warm"
    assert data["id"] is not None


def test_create_mug_incomplete(client: TestClient):
    assert client.post("/mugs/", json={}).status_code == 422


def test_read_mug(session: Session, client: TestClient):
    mug = Mug(motto="Half full")
    session.add(mug)
    session.commit()

    response = client.get(f"/mugs/{mug.id}")

    assert response.json() == {"id": mug.id, "motto": "Half full"}
    assert client.get("/mugs/77").status_code == 404
