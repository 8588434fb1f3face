# Shows indexes: one on a column, one over two columns, and queries that use them.
from datetime import date

from sqlalchemy import Index
from sqlmodel import Field, Session, SQLModel, create_engine, select


class Reading(SQLModel, table=True):
    __table_args__ = (Index("ix_reading_station_day", "station", "day"),)

    id: int | None = Field(default=None, primary_key=True)
    station: str
    day: date
    millimetres: float
    quality: str = Field(default="good", index=True)


engine = create_engine("sqlite:///rain.db")
SQLModel.metadata.create_all(engine)

with Session(engine) as session:
    session.add_all(
        Reading(station=station, day=date(2026, 3, day), millimetres=day / 2)
        for station in ("north", "south")
        for day in range(1, 8)
    )
    session.add(
        Reading(
            station="north", day=date(2026, 3, 8), millimetres=0, quality="doubtful"
        )
    )
    session.commit()

with Session(engine) as session:
    week = session.exec(
        select(Reading)
        .where(Reading.station == "north", Reading.day >= date(2026, 3, 5))
        .order_by(Reading.day)
    ).all()
    assert [reading.day.day for reading in week] == [5, 6, 7, 8]
    doubtful = session.exec(select(Reading).where(Reading.quality == "doubtful")).one()
    assert doubtful.millimetres == 0
