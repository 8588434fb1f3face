# Shows check constraints that keep values apart which no input model has seen.
# ruff: noqa: T201, RUF100 - it prints
from sqlalchemy import CheckConstraint
from sqlalchemy.exc import IntegrityError
from sqlmodel import Field, Session, SQLModel, create_engine, select


class Discount(SQLModel, table=True):
    __table_args__ = (
        CheckConstraint("percent BETWEEN 1 AND 90", name="ck_discount_percent"),
        CheckConstraint("first_day <= last_day", name="ck_discount_days"),
    )

    id: int | None = Field(default=None, primary_key=True)
    percent: int
    first_day: int
    last_day: int


engine = create_engine("sqlite:///discounts.db")
SQLModel.metadata.create_all(engine)

wrong = [
    Discount(percent=95, first_day=1, last_day=2),
    Discount(percent=10, first_day=5, last_day=2),
]
for discount in wrong:
    with Session(engine) as session:
        session.add(discount)
        try:
            session.commit()
        except IntegrityError as error:
            session.rollback()
            print("refused:", error.orig)
        else:
            raise AssertionError("it should be refused")

with Session(engine) as session:
    session.add(Discount(percent=10, first_day=1, last_day=2))
    session.commit()
    assert len(session.exec(select(Discount)).all()) == 1
