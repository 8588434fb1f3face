# Shows a worker that takes one job after the other, each in a transaction of its own.
from sqlmodel import Field, Session, SQLModel, col, create_engine, select

engine = create_engine("sqlite:///queue.db")


class Job(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    payload: int
    result: int | None = None
    state: str = Field(default="waiting", index=True)


def take_one() -> bool:
    with Session(engine) as session, session.begin():
        job = session.exec(
            select(Job)
            .where(Job.state == "waiting")
            .order_by(col(Job.id))
            .limit(1)
            .with_for_update(skip_locked=True)
        ).first()
        if job is None:
            return False
        job.result = job.payload**2
        job.state = "done"
        return True


def main() -> None:
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        session.add_all([Job(payload=n) for n in range(6)])
        session.commit()
    taken = 0
    while take_one():
        taken += 1
    assert taken == 6
    with Session(engine) as session:
        assert session.exec(select(Job.result).order_by(Job.id)).all()[-1] == 25


if __name__ == "__main__":
    main()
