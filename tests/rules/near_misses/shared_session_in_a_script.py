"""A script with one session for its only thread."""

from sqlmodel import Field, Session, SQLModel, create_engine


class Pen(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    colour: str


engine = create_engine("sqlite:///pens.db")
session = Session(engine)


def create_pen(colour: str) -> None:
    session.add(Pen(colour=colour))
    session.commit()


if __name__ == "__main__":
    SQLModel.metadata.create_all(engine)
    create_pen("blue")
    session.close()
