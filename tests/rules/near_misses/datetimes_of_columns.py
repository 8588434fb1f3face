"""Datetimes with and without time zone, in columns and elsewhere."""

import datetime as dt
from datetime import UTC, date, datetime, timedelta

from pydantic import NaiveDatetime
from sqlalchemy import Column, DateTime
from sqlmodel import Field, Session, SQLModel, create_engine
from sqlmodel.sql.sqltypes import UTCDateTime


def now() -> datetime:
    return datetime.now(UTC)


def local() -> datetime:
    return datetime.now()


class Request(SQLModel):
    asked_at: datetime = Field(default_factory=datetime.now)


class Stamped(SQLModel):
    created_at: datetime = Field(default_factory=datetime.utcnow)  # expect: SQM012
    updated_at: datetime = Field(default_factory=now)


class Event(Stamped, table=True):
    id: int | None = Field(default=None, primary_key=True)
    aware: datetime = Field(default_factory=lambda: datetime.now(UTC))
    zoned: datetime = Field(default_factory=lambda: datetime.now(tz=UTC))
    wall: NaiveDatetime = Field(default_factory=datetime.now)
    typed: datetime = Field(default_factory=datetime.now, sa_type=DateTime)
    kept: datetime | None = Field(default=None, sa_column=Column(UTCDateTime))
    day: date = Field(default_factory=lambda: datetime.now().date())
    mine: datetime = Field(default_factory=local)  # expect: SQM012
    late: datetime = Field(
        default_factory=lambda: dt.datetime.now() + timedelta(days=1)  # expect: SQM012
    )
    fixed: datetime | None = datetime(2026, 1, 1, tzinfo=UTC)
    old: datetime | None = Field(
        default=None,
        sa_type=DateTime(timezone=True),  # expect: SQM013
    )
    column: datetime | None = Field(
        sa_column=Column(DateTime(timezone=True), nullable=True)  # expect: SQM013
    )
    plain: datetime | None = Field(default=None, sa_type=DateTime(timezone=False))
    opens: dt.time | None = Field(default=None)


engine = create_engine("sqlite:///app.db")

with Session(engine) as session:
    started = datetime.now()
    event = Event(fixed=datetime.now())  # expect: SQM012
    session.add(event)
    event.aware = datetime.fromtimestamp(0)  # expect: SQM012
    event.aware = datetime.fromtimestamp(0, UTC)
    event.zoned = datetime.now().astimezone()
    event.day = datetime.now().date()
    event.wall = datetime.now()
    session.commit()
    took = datetime.now() - started
