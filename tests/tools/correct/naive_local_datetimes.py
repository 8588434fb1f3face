# Shows wall-clock times without a zone, declared as NaiveDatetime.
from datetime import datetime, time, timedelta

from pydantic import NaiveDatetime
from sqlmodel import Field, Session, SQLModel, create_engine, select


class Lesson(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    subject: str
    starts_at: NaiveDatetime = Field(index=True)  # on the wall of the school
    bell: time = Field(default=time(8, 0))
    lasts: timedelta = Field(default=timedelta(minutes=45))


engine = create_engine("sqlite:///timetable.db")
SQLModel.metadata.create_all(engine)

with Session(engine) as session:
    session.add(Lesson(subject="maths", starts_at=datetime(2026, 9, 1, 9, 0)))
    session.add(Lesson(subject="music", starts_at=datetime(2026, 9, 1, 14, 30)))
    session.commit()

    morning = session.exec(
        select(Lesson).where(Lesson.starts_at < datetime(2026, 9, 1, 12, 0))
    ).one()
    assert morning.subject == "maths"
    assert morning.starts_at.tzinfo is None
    assert morning.starts_at + morning.lasts == datetime(2026, 9, 1, 9, 45)
