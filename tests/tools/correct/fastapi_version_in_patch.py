# Shows an edit that names the version it saw; an older one is answered with 409.
from typing import Annotated, Any

from fastapi import Depends, FastAPI, HTTPException, Path
from fastapi.testclient import TestClient
from sqlalchemy.orm import declared_attr
from sqlalchemy.orm.exc import StaleDataError
from sqlmodel import Field, Session, SQLModel, create_engine

engine = create_engine("sqlite:///documents.db")


class Document(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    text: str
    version: int = Field(default=1)

    @declared_attr.directive
    def __mapper_args__(cls: Any) -> dict[str, Any]:
        return {"version_id_col": cls.__table__.c.version}


class Edit(SQLModel):
    text: str = Field(max_length=1000)
    version: int = Field(ge=1, le=2**31 - 1)


class DocumentOut(SQLModel):
    id: int
    text: str
    version: int


def get_session():
    with Session(engine) as session:
        yield session


app = FastAPI()


@app.patch("/documents/{document_id}", response_model=DocumentOut)
def edit(
    document_id: Annotated[int, Path(ge=1, le=2**63 - 1)],
    body: Edit,
    session: Annotated[Session, Depends(get_session, scope="function")],
):
    document = session.get(Document, document_id)
    if document is None:
        raise HTTPException(404)
    if document.version != body.version:
        raise HTTPException(409, "Somebody has changed it")
    document.text = body.text
    try:
        session.commit()
    except StaleDataError as error:
        session.rollback()
        raise HTTPException(409, "Somebody has changed it") from error
    return document


SQLModel.metadata.create_all(engine)
with Session(engine) as session:
    session.add(Document(text="first"))
    session.commit()

with TestClient(app) as client:
    edited = client.patch("/documents/1", json={"text": "second", "version": 1})
    assert edited.json() == {"id": 1, "text": "second", "version": 2}
    late = client.patch("/documents/1", json={"text": "other", "version": 1})
    assert late.status_code == 409
