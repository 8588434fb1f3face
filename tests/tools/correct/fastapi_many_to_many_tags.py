# Shows a many-to-many list in a body: known tags are reused by one query.
from typing import Annotated

from fastapi import Depends, FastAPI
from fastapi.testclient import TestClient
from sqlalchemy.orm import selectinload
from sqlmodel import (
    Field,
    Relationship,
    Session,
    SQLModel,
    col,
    create_engine,
    select,
)

engine = create_engine("sqlite:///snippets.db")


class SnippetTag(SQLModel, table=True):
    snippet_id: int = Field(foreign_key="snippet.id", primary_key=True)
    tag_name: str = Field(foreign_key="tag.name", primary_key=True, index=True)


class Tag(SQLModel, table=True):
    name: str = Field(primary_key=True, max_length=30)
    snippets: list["Snippet"] = Relationship(
        back_populates="tags", link_model=SnippetTag
    )


class Snippet(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    code: str
    tags: list[Tag] = Relationship(back_populates="snippets", link_model=SnippetTag)


TagName = Annotated[str, Field(min_length=1, max_length=30)]


class SnippetIn(SQLModel):
    code: str = Field(max_length=2000)
    tags: list[TagName] = Field(default_factory=list, max_length=10)


class TagOut(SQLModel):
    name: str


class SnippetOut(SQLModel):
    id: int
    code: str
    tags: list[TagOut]


def get_session():
    with Session(engine) as session:
        yield session


SessionDep = Annotated[Session, Depends(get_session)]
app = FastAPI()


def tags_named(session: Session, names: set[str]) -> list[Tag]:
    known = session.exec(select(Tag).where(col(Tag.name).in_(names))).all()
    new = names - {tag.name for tag in known}
    return [*known, *(Tag(name=name) for name in sorted(new))]


@app.post("/snippets", response_model=SnippetOut, status_code=201)
def add_snippet(body: SnippetIn, session: SessionDep):
    snippet = Snippet(code=body.code, tags=tags_named(session, set(body.tags)))
    session.add(snippet)
    session.commit()
    return snippet


@app.get("/snippets", response_model=list[SnippetOut])
def list_snippets(session: SessionDep):
    statement = select(Snippet).options(selectinload(Snippet.tags))
    return session.exec(statement.order_by(Snippet.id).limit(50)).all()


SQLModel.metadata.create_all(engine)
with TestClient(app) as client:
    body = {"code": "x = 1", "tags": ["new", "short"]}
    assert len(client.post("/snippets", json=body).json()["tags"]) == 2
    body = {"code": "y = 2", "tags": ["short", "short"]}
    assert len(client.post("/snippets", json=body).json()["tags"]) == 1
    assert [len(one["tags"]) for one in client.get("/snippets").json()] == [2, 1]
