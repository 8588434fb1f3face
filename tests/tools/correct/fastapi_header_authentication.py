# Shows a dependency that knows the caller by a header and rows that belong to callers.
from typing import Annotated

from fastapi import Depends, FastAPI, Header, HTTPException, Path
from fastapi.testclient import TestClient
from sqlmodel import Field, Relationship, Session, SQLModel, create_engine, select

engine = create_engine("sqlite:///keys.db")


class Client(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    notes: list["Note"] = Relationship(back_populates="client")


class Note(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    text: str
    client_id: int = Field(foreign_key="client.id", index=True)
    client: Client = Relationship(back_populates="notes")


class NoteIn(SQLModel):
    text: str = Field(min_length=1, max_length=300)


class NoteOut(NoteIn):
    id: int


def get_session():
    with Session(engine) as session:
        yield session


SessionDep = Annotated[Session, Depends(get_session)]


def current_client(
    session: SessionDep, x_api_key: Annotated[str, Header(max_length=100)]
) -> Client:
    client = session.exec(select(Client).where(Client.key == x_api_key)).first()
    if client is None:
        raise HTTPException(status_code=401, detail="Unknown key")
    return client


ClientDep = Annotated[Client, Depends(current_client)]
app = FastAPI()


@app.post("/notes", response_model=NoteOut, status_code=201)
def add_note(body: NoteIn, caller: ClientDep, session: SessionDep):
    note = Note.model_validate(body, update={"client_id": caller.id})
    session.add(note)
    session.commit()
    return note


@app.get("/notes", response_model=list[NoteOut])
def my_notes(caller: ClientDep, session: SessionDep):
    mine = select(Note).where(Note.client_id == caller.id).order_by(Note.id)
    return session.exec(mine.limit(100)).all()


@app.delete("/notes/{note_id}", status_code=204)
def delete_note(
    note_id: Annotated[int, Path(ge=1, le=2**63 - 1)],
    caller: ClientDep,
    session: SessionDep,
) -> None:
    note = session.get(Note, note_id)
    if note is None or note.client_id != caller.id:
        raise HTTPException(status_code=404)
    session.delete(note)
    session.commit()


SQLModel.metadata.create_all(engine)
with Session(engine) as session:
    session.add_all([Client(key="one"), Client(key="two")])
    session.commit()

with TestClient(app) as http:
    one, two = {"X-API-Key": "one"}, {"X-API-Key": "two"}
    assert http.post("/notes", json={"text": "mine"}, headers=one).status_code == 201
    assert len(http.get("/notes", headers=one).json()) == 1
    assert http.get("/notes", headers=two).json() == []
    assert http.delete("/notes/1", headers=two).status_code == 404
    assert http.get("/notes", headers={"X-API-Key": "three"}).status_code == 401
    assert http.get("/notes").status_code == 422
