# Shows a mixin with timestamps that several tables share.
from datetime import UTC, datetime

from sqlmodel import Field, Session, SQLModel, create_engine, func


class TimestampMixin(SQLModel):
    created_at: datetime = Field(
        default_factory=lambda: datetime.now(UTC),
        sa_column_kwargs={"server_default": func.now()},
    )
    updated_at: datetime | None = Field(
        default=None, sa_column_kwargs={"onupdate": lambda: datetime.now(UTC)}
    )


class Article(TimestampMixin, table=True):
    id: int | None = Field(default=None, primary_key=True)
    title: str


class Comment(TimestampMixin, table=True):
    id: int | None = Field(default=None, primary_key=True)
    text: str
    article_id: int = Field(foreign_key="article.id", index=True)


engine = create_engine("sqlite:///blog.db")
SQLModel.metadata.create_all(engine)

with Session(engine) as session:
    article = Article(title="On mixins")
    session.add(article)
    session.flush()
    comment = Comment(text="Agreed", article_id=article.id)
    session.add(comment)
    session.commit()

    assert article.updated_at is None
    article.title = "On mixins, again"
    session.commit()
    assert article.updated_at >= article.created_at
    assert comment.created_at.tzinfo is not None
