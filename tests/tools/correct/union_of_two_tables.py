# Shows rows of two tables in one ordered list by union_all().
# ruff: noqa: T201, RUF100 - it prints
from sqlalchemy import literal, union_all
from sqlmodel import Field, Session, SQLModel, create_engine, select


class Arrival(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    flight: str
    minute: int


class Departure(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    flight: str
    minute: int


engine = create_engine("sqlite:///airport.db")
SQLModel.metadata.create_all(engine)

with Session(engine) as session:
    session.add_all([Arrival(flight="ZZ1", minute=30), Arrival(flight="ZZ2", minute=5)])
    session.add(Departure(flight="ZZ9", minute=12))
    session.commit()

    board = union_all(
        select(literal("in").label("way"), Arrival.flight, Arrival.minute),
        select(literal("out").label("way"), Departure.flight, Departure.minute),
    ).order_by("minute")
    for row in session.exec(board):
        print(f"{row.minute:>3} {row.way:<3} {row.flight}")
