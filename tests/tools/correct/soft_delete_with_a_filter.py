# Shows soft delete: rows are marked, and one function knows how to leave them out.
from datetime import UTC, datetime

from sqlalchemy import Index, text
from sqlmodel import Field, Session, SQLModel, col, create_engine, select


class Contact(SQLModel, table=True):
    __table_args__ = (
        Index(
            "uq_contact_email_live",
            "email",
            unique=True,
            sqlite_where=text("deleted_at IS NULL"),
            postgresql_where=text("deleted_at IS NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    email: str
    deleted_at: datetime | None = Field(default=None, index=True)


def live():
    return select(Contact).where(col(Contact.deleted_at).is_(None))


def soft_delete(session: Session, contact: Contact) -> None:
    contact.deleted_at = datetime.now(UTC)
    session.add(contact)


engine = create_engine("sqlite:///contacts.db")
SQLModel.metadata.create_all(engine)

with Session(engine) as session:
    session.add(Contact(email="kim@example.org"))
    session.commit()

with Session(engine) as session:
    soft_delete(session, session.exec(live()).one())
    session.commit()
    assert session.exec(live()).all() == []
    session.add(Contact(email="kim@example.org"))
    session.commit()
    assert len(session.exec(select(Contact)).all()) == 2
    assert session.exec(live()).one().deleted_at is None
