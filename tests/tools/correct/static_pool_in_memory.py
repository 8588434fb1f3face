# Shows an in-memory database that threads share.
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy.pool import StaticPool
from sqlmodel import Field, Session, SQLModel, create_engine, select


class Word(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    text: str


engine = create_engine(
    "sqlite://", connect_args={"check_same_thread": False}, poolclass=StaticPool
)
SQLModel.metadata.create_all(engine)

with Session(engine) as session:
    session.add_all([Word(text="salt"), Word(text="mast")])
    session.commit()


def words() -> list[str]:
    with Session(engine) as session:
        return list(session.exec(select(Word.text).order_by(Word.id)).all())


with ThreadPoolExecutor(max_workers=1) as pool:
    assert pool.submit(words).result() == words() == ["salt", "mast"]
engine.dispose()
