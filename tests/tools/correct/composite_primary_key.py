# Shows a table whose key has two columns, got and updated by both.
from sqlmodel import Field, Session, SQLModel, create_engine


class Seat(SQLModel, table=True):
    row: str = Field(primary_key=True, max_length=2)
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    taken_by: str | None = None


engine = create_engine("sqlite:///theatre.db")
SQLModel.metadata.create_all(engine)

with Session(engine) as session:
    session.add_all([Seat(row="A", number=n) for n in range(1, 4)])
    session.commit()

with Session(engine) as session:
    seat = session.get(Seat, ("A", 2))
    seat.taken_by = "Mr. Bell"
    session.commit()
    assert session.get(Seat, {"row": "A", "number": 2}).taken_by == "Mr. Bell"
    assert session.get(Seat, ("B", 2)) is None
