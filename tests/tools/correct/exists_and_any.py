# Shows exists(), any() and has(): rows chosen by what they are related to.
from sqlmodel import (
    Field,
    Relationship,
    Session,
    SQLModel,
    create_engine,
    exists,
    select,
)


class Museum(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    paintings: list["Painting"] = Relationship(back_populates="museum")


class Painting(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    title: str
    year: int
    museum_id: int | None = Field(default=None, foreign_key="museum.id", index=True)
    museum: Museum | None = Relationship(back_populates="paintings")


engine = create_engine("sqlite:///museums.db")
SQLModel.metadata.create_all(engine)

with Session(engine) as session:
    old = Painting(title="Pears", year=1640)
    new = Painting(title="Squares", year=1962)
    session.add(Museum(name="Old Hall", paintings=[old]))
    session.add(Museum(name="White Box", paintings=[new]))
    session.add(Museum(name="Empty Barn"))
    session.commit()

with Session(engine) as session:
    modern = select(Museum).where(Museum.paintings.any(Painting.year > 1900))
    assert session.exec(modern).one().name == "White Box"

    in_hall = select(Painting).where(Painting.museum.has(name="Old Hall"))
    assert session.exec(in_hall).one().title == "Pears"

    hangs_here = exists().where(Painting.museum_id == Museum.id)
    empty = select(Museum).where(~hangs_here)
    assert session.exec(empty).one().name == "Empty Barn"
