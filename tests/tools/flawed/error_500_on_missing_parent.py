# Wrong: a comment on a post that does not exist violates the foreign key: a 500.
from typing import Annotated

from fastapi import Depends, FastAPI
from sqlalchemy import event
from sqlmodel import Field, Relationship, Session, SQLModel, create_engine

engine = create_engine("sqlite:///blog.db")


@event.listens_for(engine, "connect")
def foreign_keys_on(connection, _record):
    connection.execute("PRAGMA foreign_keys=ON")


class Post(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    title: str
    comments: list["Comment"] = Relationship(back_populates="post")


class Comment(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    text: str
    post_id: int = Field(foreign_key="post.id", index=True)
    post: Post = Relationship(back_populates="comments")


class PostIn(SQLModel):
    title: str = Field(min_length=1, max_length=80)


class PostOut(PostIn):
    id: int


class CommentIn(SQLModel):
    text: str = Field(min_length=1, max_length=500)
    post_id: int = Field(ge=1, lt=2**63)


class CommentOut(CommentIn):
    id: int


def get_session():
    with Session(engine) as session:
        yield session


SessionDep = Annotated[Session, Depends(get_session)]
app = FastAPI()
SQLModel.metadata.create_all(engine)


@app.post("/posts", response_model=PostOut, status_code=201)
def create_post(body: PostIn, session: SessionDep):
    post = Post.model_validate(body)
    session.add(post)
    session.commit()
    session.refresh(post)
    return post


@app.post("/comments", response_model=CommentOut, status_code=201)
def create_comment(body: CommentIn, session: SessionDep):
    comment = Comment.model_validate(body)
    session.add(comment)
    session.commit()
    session.refresh(comment)
    return comment
