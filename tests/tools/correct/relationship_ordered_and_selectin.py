# Shows a relationship that is always loaded by a second SELECT, in order.
# ruff: noqa: T201, RUF100 - it prints
from sqlmodel import Field, Relationship, Session, SQLModel, create_engine, select


class Tour(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    stops: list["Stop"] = Relationship(
        back_populates="tour",
        cascade_delete=True,
        sa_relationship_kwargs={"lazy": "selectin", "order_by": "Stop.position"},
    )


class Stop(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    town: str
    position: int
    tour_id: int = Field(foreign_key="tour.id", index=True)
    tour: Tour = Relationship(back_populates="stops")


engine = create_engine("sqlite:///tours.db")


def main():
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        for name in ("Coast", "Hills", "Lakes"):
            towns = [Stop(town="second", position=2), Stop(town="first", position=1)]
            session.add(Tour(name=name, stops=towns))
        session.commit()
    with Session(engine) as session:
        for tour in session.exec(select(Tour).order_by(Tour.name)):
            print(tour.name, [stop.town for stop in tour.stops])


if __name__ == "__main__":
    main()
