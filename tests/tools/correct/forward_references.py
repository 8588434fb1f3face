# Shows models that name each other before they exist, in quotes.
# ruff: noqa: T201, RUF100 - it prints
from typing import Optional

from sqlmodel import Field, Relationship, Session, SQLModel, create_engine, select


class Letter(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    body: str
    sender_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    sender: Optional["Person"] = Relationship(back_populates="letters")


class Person(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    letters: list["Letter"] = Relationship(back_populates="sender")


engine = create_engine("sqlite:///letters.db")

if __name__ == "__main__":
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        anna = Person(name="Anna")
        session.add(Letter(body="It rains.", sender=anna))
        session.add(Letter(body="It still rains.", sender=anna))
        session.commit()
        session.refresh(anna)
        print(anna.name, "wrote", len(anna.letters), "letters")
        first = session.exec(select(Letter).order_by(Letter.id)).first()
        print("First from", first.sender.name)
