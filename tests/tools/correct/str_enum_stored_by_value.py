# Shows a StrEnum column that stores values, is no native type and has a CHECK.
# ruff: noqa: T201, RUF100 - it prints
from enum import StrEnum

from sqlalchemy import Enum
from sqlalchemy.exc import StatementError
from sqlmodel import Field, Session, SQLModel, create_engine, select, text


class Status(StrEnum):
    OPEN = "open"
    IN_WORK = "in-work"
    DONE = "done"


class Job(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    title: str
    status: Status = Field(
        default=Status.OPEN,
        sa_type=Enum(
            Status,
            name="job_status",
            native_enum=False,
            length=16,
            create_constraint=True,
            validate_strings=True,
            values_callable=lambda members: [member.value for member in members],
        ),
        index=True,
    )


engine = create_engine("sqlite:///jobs.db")


def main() -> None:
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        session.add(Job(title="paint"))
        session.add(Job(title="sand", status=Status.IN_WORK))
        session.commit()
        stored = session.exec(text("SELECT status FROM job ORDER BY id")).all()
        assert [row[0] for row in stored] == ["open", "in-work"]
        busy = session.exec(select(Job).where(Job.status == Status.IN_WORK)).one()
        assert busy.status is Status.IN_WORK

    with Session(engine) as session:
        session.add(Job(title="nonsense", status="never"))
        try:
            session.commit()
        except StatementError:
            session.rollback()
            print("refused")


if __name__ == "__main__":
    main()
