# Shows a plain Enum column, which stores the names of the members.
from enum import Enum

from sqlmodel import Field, Session, SQLModel, create_engine, select, text


class Size(Enum):
    SMALL = "S"
    LARGE = "L"


class Shirt(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    colour: str
    size: Size = Size.SMALL


engine = create_engine("sqlite:///shirts.db")
SQLModel.metadata.create_all(engine)

with Session(engine) as session:
    session.add(Shirt(colour="navy"))
    session.add(Shirt(colour="grey", size=Size.LARGE))
    session.commit()

    large = session.exec(select(Shirt).where(Shirt.size == Size.LARGE)).one()
    assert large.size is Size.LARGE
    raw = session.exec(text("SELECT size FROM shirt ORDER BY id")).all()
    assert [row[0] for row in raw] == ["SMALL", "LARGE"]
