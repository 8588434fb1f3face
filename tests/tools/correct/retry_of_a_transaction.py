# Shows a unit of work that is tried again as a whole when it meets a conflict.
from collections.abc import Callable

from sqlalchemy.exc import IntegrityError
from sqlmodel import Field, Session, SQLModel, create_engine, func, select

engine = create_engine("sqlite:///numbers.db")


class Invoice(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    number: int = Field(unique=True)
    customer: str


def retried(work: Callable[[Session], int], times: int = 3) -> int:
    for attempt in range(1, times + 1):
        try:
            with Session(engine) as session, session.begin():
                return work(session)
        except IntegrityError:
            if attempt == times:
                raise
    raise AssertionError("not reached")


def next_invoice(session: Session, customer: str) -> int:
    highest = session.exec(select(func.max(Invoice.number))).one() or 0
    session.add(Invoice(number=highest + 1, customer=customer))
    return highest + 1


def main() -> None:
    SQLModel.metadata.create_all(engine)
    work = [lambda session, name=name: next_invoice(session, name) for name in "AB"]
    numbers = [retried(one) for one in work]
    assert numbers == [1, 2]

    def taken_once(session: Session) -> int:
        numbers.append(len(numbers))
        session.add(Invoice(number=len(numbers) - 1, customer="Will"))
        return len(numbers) - 1

    assert retried(taken_once) == 3


if __name__ == "__main__":
    main()
