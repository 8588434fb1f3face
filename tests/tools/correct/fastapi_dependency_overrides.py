# Shows dependency_overrides: the tests' session on a database in memory.
# ruff: noqa: T201, RUF100 - it prints
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import Depends, FastAPI
from fastapi.testclient import TestClient
from sqlalchemy.pool import StaticPool
from sqlmodel import Field, Session, SQLModel, create_engine, select

production_engine = create_engine("sqlite:///production.db")


@asynccontextmanager
async def lifespan(_app: FastAPI):
    SQLModel.metadata.create_all(production_engine)
    yield
    production_engine.dispose()


app = FastAPI(lifespan=lifespan)


class Vote(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    choice: str = Field(index=True)


class VoteIn(SQLModel):
    choice: str = Field(min_length=1, max_length=30)


class VoteOut(VoteIn):
    id: int


def get_session():
    with Session(production_engine) as session:
        yield session


@app.post("/votes", response_model=VoteOut, status_code=201)
def vote(body: VoteIn, session: Annotated[Session, Depends(get_session)]):
    row = Vote.model_validate(body)
    session.add(row)
    session.commit()
    session.refresh(row)
    return row


def test_vote():
    engine = create_engine(
        "sqlite://", connect_args={"check_same_thread": False}, poolclass=StaticPool
    )
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        app.dependency_overrides[get_session] = lambda: session
        try:
            response = TestClient(app).post("/votes", json={"choice": "tea"})
        finally:
            app.dependency_overrides.clear()
        assert response.status_code == 201
        assert session.exec(select(Vote)).one().choice == "tea"
    engine.dispose()


if __name__ == "__main__":
    test_vote()
    print("ok")
