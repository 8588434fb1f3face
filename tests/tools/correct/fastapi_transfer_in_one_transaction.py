# Shows two rows changed by one request: both or neither, by conditional UPDATEs.
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException
from fastapi.testclient import TestClient
from sqlmodel import Field, Session, SQLModel, col, create_engine, select, update

engine = create_engine("sqlite:///bank.db")


class Account(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    cents: int = 0


class Transfer(SQLModel):
    source: int = Field(ge=1, le=2**63 - 1)
    target: int = Field(ge=1, le=2**63 - 1)
    cents: int = Field(gt=0, le=100_000_000)


class Balance(SQLModel):
    id: int
    cents: int


def get_session():
    with Session(engine) as session:
        yield session


SessionDep = Annotated[Session, Depends(get_session, scope="function")]
app = FastAPI()


@app.post("/transfers", status_code=204)
def transfer(body: Transfer, session: SessionDep) -> None:
    taken = session.exec(
        update(Account)
        .where(col(Account.id) == body.source, col(Account.cents) >= body.cents)
        .values(cents=Account.cents - body.cents)
    )
    if taken.rowcount == 0:
        raise HTTPException(409, "Not enough money, or no such account")
    given = session.exec(
        update(Account)
        .where(col(Account.id) == body.target)
        .values(cents=Account.cents + body.cents)
    )
    if given.rowcount == 0:
        raise HTTPException(404, "No such account")
    session.commit()


@app.get("/accounts", response_model=list[Balance])
def balances(session: SessionDep):
    return session.exec(select(Account).order_by(Account.id).limit(100)).all()


SQLModel.metadata.create_all(engine)
with Session(engine) as session:
    session.add_all([Account(cents=500), Account()])
    session.commit()

with TestClient(app) as client:
    ok = client.post("/transfers", json={"source": 1, "target": 2, "cents": 200})
    assert ok.status_code == 204
    for body, status in (
        ({"source": 1, "target": 2, "cents": 400}, 409),
        ({"source": 1, "target": 9, "cents": 100}, 404),
        ({"source": 1, "target": 2, "cents": -5}, 422),
    ):
        assert client.post("/transfers", json=body).status_code == status
    assert [account["cents"] for account in client.get("/accounts").json()] == [
        300,
        200,
    ]
