# Shows pages of a list by an opaque cursor.
import base64
import binascii
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException, Query
from fastapi.testclient import TestClient
from sqlmodel import Field, Session, SQLModel, col, create_engine, select

engine = create_engine("sqlite:///feed.db")


class Story(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    title: str


class StoryPublic(SQLModel):
    id: int
    title: str


class Feed(SQLModel):
    items: list[StoryPublic]
    next_cursor: str | None


def encode(story_id: int) -> str:
    return base64.urlsafe_b64encode(str(story_id).encode()).decode()


def decode(cursor: str) -> int:
    try:
        story_id = int(base64.urlsafe_b64decode(cursor.encode()).decode())
    except (ValueError, binascii.Error) as error:
        raise HTTPException(422, "This cursor is none of ours") from error
    if not 0 < story_id < 2**63:
        raise HTTPException(422, "This cursor is none of ours")
    return story_id


def get_session():
    with Session(engine) as session:
        yield session


app = FastAPI()


@app.get("/feed")
def feed(
    session: Annotated[Session, Depends(get_session)],
    cursor: Annotated[str | None, Query(max_length=40)] = None,
    limit: Annotated[int, Query(ge=1, le=50)] = 10,
) -> Feed:
    statement = select(Story).order_by(col(Story.id).desc()).limit(limit + 1)
    if cursor is not None:
        statement = statement.where(col(Story.id) < decode(cursor))
    stories = session.exec(statement).all()
    more = len(stories) > limit
    return Feed(
        items=[StoryPublic.model_validate(story) for story in stories[:limit]],
        next_cursor=encode(stories[limit - 1].id) if more else None,
    )


SQLModel.metadata.create_all(engine)
with Session(engine) as session:
    session.add_all([Story(title=f"Story {n}") for n in range(25)])
    session.commit()

with TestClient(app) as client:
    seen, cursor = [], None
    while True:
        params = {"cursor": cursor} if cursor else {}
        page = client.get("/feed", params=params).json()
        seen += [story["id"] for story in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == list(range(25, 0, -1))
    assert client.get("/feed", params={"cursor": "é!"}).status_code == 422
