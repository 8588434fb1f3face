# Shows session_scope(): a context manager that commits at its end or rolls back.
# ruff: noqa: T201, RUF100 - it prints
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import sessionmaker
from sqlmodel import Field, Session, SQLModel, create_engine, select

engine = create_engine("sqlite:///ledger.db")
SessionLocal = sessionmaker(engine, class_=Session)


class Entry(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    text: str


@contextmanager
def session_scope() -> Iterator[Session]:
    session = SessionLocal()
    try:
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.close()


def main() -> None:
    SQLModel.metadata.create_all(engine)
    with session_scope() as session:
        session.add(Entry(text="kept"))
    try:
        with session_scope() as session:
            session.add(Entry(text="lost"))
            raise RuntimeError("half way")
    except RuntimeError as error:
        print("rolled back:", error)
    with session_scope() as session:
        assert session.exec(select(Entry.text)).all() == ["kept"]


if __name__ == "__main__":
    main()
