# Shows a page of results with the total, bounded and ordered.
from typing import Annotated

from fastapi import Depends, FastAPI, Query
from fastapi.testclient import TestClient
from sqlmodel import Field, Session, SQLModel, col, create_engine, func, select

engine = create_engine("sqlite:///words.db")


class Word(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    text: str = Field(index=True)


class WordPublic(SQLModel):
    id: int
    text: str


class WordPage(SQLModel):
    items: list[WordPublic]
    total: int


class Paging(SQLModel):
    offset: int = Field(default=0, ge=0, le=100_000)
    limit: int = Field(default=10, ge=1, le=50)


def get_session():
    with Session(engine) as session:
        yield session


SessionDep = Annotated[Session, Depends(get_session)]
app = FastAPI()


@app.get("/words")
def list_words(
    session: SessionDep,
    paging: Annotated[Paging, Query()],
    prefix: Annotated[str, Query(max_length=20)] = "",
) -> WordPage:
    matching = select(Word).where(col(Word.text).startswith(prefix, autoescape=True))
    total = session.exec(select(func.count()).select_from(matching.subquery())).one()
    rows = session.exec(
        matching.order_by(col(Word.text), col(Word.id))
        .offset(paging.offset)
        .limit(paging.limit)
    )
    return WordPage(items=[WordPublic.model_validate(row) for row in rows], total=total)


SQLModel.metadata.create_all(engine)
with Session(engine) as session:
    session.add_all(
        [Word(text=f"{letter}{n:02}") for letter in "ab" for n in range(20)]
    )
    session.commit()

with TestClient(app) as client:
    page = client.get("/words", params={"prefix": "b", "offset": 18}).json()
    assert page["total"] == 20
    assert [word["text"] for word in page["items"]] == ["b18", "b19"]
    assert client.get("/words", params={"limit": 0}).status_code == 422
    assert client.get("/words", params={"offset": -1}).status_code == 422
    assert client.get("/words", params={"prefix": "%"}).json()["total"] == 0
