# Shows values that the model makes itself: uuid, date, token, list.
import secrets
import uuid
from datetime import UTC, date, datetime

from sqlalchemy import JSON
from sqlmodel import Field, Session, SQLModel, create_engine, select


def new_token() -> str:
    return secrets.token_urlsafe(16)


class Invitation(SQLModel, table=True):
    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    email: str = Field(index=True, max_length=320)
    token: str = Field(default_factory=new_token, unique=True)
    sent_on: date = Field(default_factory=lambda: datetime.now(UTC).date())
    scopes: list[str] = Field(default_factory=list, sa_type=JSON)


engine = create_engine("sqlite:///invitations.db")
SQLModel.metadata.create_all(engine)

first = Invitation(email="a@example.org")
second = Invitation(email="b@example.org", scopes=["read"])
assert first.id != second.id and first.token != second.token
assert first.scopes is not second.scopes

with Session(engine) as session:
    session.add(first)
    session.add(second)
    session.commit()

with Session(engine) as session:
    stored = session.exec(select(Invitation).order_by(Invitation.email)).all()
    assert [invitation.scopes for invitation in stored] == [[], ["read"]]
    assert all(isinstance(invitation.id, uuid.UUID) for invitation in stored)
