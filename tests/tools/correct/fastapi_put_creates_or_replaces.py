# Shows PUT with a key chosen by the client: it creates or replaces, in one statement.
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException, Path
from fastapi.testclient import TestClient
from sqlalchemy.dialects.sqlite import insert
from sqlmodel import Field, Session, SQLModel, create_engine

engine = create_engine("sqlite:///flags.db")


class FlagBase(SQLModel):
    enabled: bool
    note: str = Field(default="", max_length=200)


class Flag(FlagBase, table=True):
    key: str = Field(primary_key=True, max_length=40)


class FlagPublic(FlagBase):
    key: str


def get_session():
    with Session(engine) as session:
        yield session


SessionDep = Annotated[Session, Depends(get_session, scope="function")]
Key = Annotated[str, Path(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
app = FastAPI()


@app.put("/flags/{key}", response_model=FlagPublic)
def put_flag(key: Key, body: FlagBase, session: SessionDep):
    statement = insert(Flag).values(key=key, **body.model_dump())
    session.exec(
        statement.on_conflict_do_update(
            index_elements=["key"],
            set_={
                "enabled": statement.excluded.enabled,
                "note": statement.excluded.note,
            },
        )
    )
    session.commit()
    return session.get_one(Flag, key)


@app.get("/flags/{key}", response_model=FlagPublic)
def read_flag(key: Key, session: SessionDep):
    flag = session.get(Flag, key)
    if flag is None:
        raise HTTPException(status_code=404, detail="No such flag")
    return flag


SQLModel.metadata.create_all(engine)
with TestClient(app) as client:
    assert client.put("/flags/beta", json={"enabled": True}).json()["enabled"]
    off = client.put("/flags/beta", json={"enabled": False, "note": "too early"})
    assert client.get("/flags/beta").json() == off.json()
    assert client.get("/flags/gamma").status_code == 404
    assert client.put("/flags/NO", json={"enabled": True}).status_code == 422
