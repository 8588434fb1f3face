# Shows aware UTC timestamps: set by the model, changed by the column, compared.
from datetime import UTC, datetime, timedelta

from sqlmodel import Field, Session, SQLModel, col, create_engine, select


def utc_now() -> datetime:
    return datetime.now(UTC)


class Note(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    body: str
    created_at: datetime = Field(default_factory=utc_now, index=True)
    updated_at: datetime = Field(
        default_factory=utc_now, sa_column_kwargs={"onupdate": utc_now}
    )


engine = create_engine("sqlite:///notes.db")
SQLModel.metadata.create_all(engine)

with Session(engine) as session:
    session.add(Note(body="old", created_at=utc_now() - timedelta(days=30)))
    session.add(Note(body="new"))
    session.commit()

with Session(engine) as session:
    week_ago = utc_now() - timedelta(days=7)
    recent = session.exec(
        select(Note).where(Note.created_at >= week_ago).order_by(col(Note.created_at))
    ).all()
    assert [note.body for note in recent] == ["new"]
    note = recent[0]
    assert note.created_at.tzinfo is not None
    before = note.updated_at
    note.body = "newer"
    session.commit()
    assert note.updated_at > before
    assert utc_now() - note.created_at < timedelta(minutes=5)
