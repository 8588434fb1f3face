# Shows worker threads that share an engine, each with a session of its own.
from concurrent.futures import ThreadPoolExecutor

from sqlmodel import Field, Session, SQLModel, create_engine, func, select

engine = create_engine("sqlite:///parts.db", connect_args={"timeout": 30})


class Part(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    batch: int = Field(index=True)


def produce(batch: int) -> int:
    with Session(engine) as session:
        session.add_all([Part(batch=batch) for _ in range(5)])
        session.commit()
        count = select(func.count()).select_from(Part).where(Part.batch == batch)
        return session.exec(count).one()


if __name__ == "__main__":
    SQLModel.metadata.create_all(engine)
    with ThreadPoolExecutor(max_workers=3) as pool:
        assert list(pool.map(produce, range(4))) == [5, 5, 5, 5]
    with Session(engine) as session:
        assert session.exec(select(func.count()).select_from(Part)).one() == 20
    engine.dispose()
