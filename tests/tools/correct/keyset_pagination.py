# Shows pages by the last row seen instead of by offset.
from sqlalchemy import tuple_
from sqlmodel import Field, Session, SQLModel, col, create_engine, select


class Post(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    day: int = Field(index=True)
    title: str


engine = create_engine("sqlite:///posts.db")
SIZE = 4


def page(session: Session, after: tuple[int, int] | None) -> list[Post]:
    statement = select(Post).order_by(col(Post.day), col(Post.id)).limit(SIZE)
    if after is not None:
        statement = statement.where(tuple_(col(Post.day), col(Post.id)) > after)
    return list(session.exec(statement).all())


def main() -> None:
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        session.add_all(Post(day=n % 3, title=f"Post {n}") for n in range(10))
        session.commit()

    with Session(engine) as session:
        first = page(session, None)
        second = page(session, (first[-1].day, first[-1].id))
        third = page(session, (second[-1].day, second[-1].id))
        assert len({post.id for post in [*first, *second, *third]}) == 10


if __name__ == "__main__":
    main()
