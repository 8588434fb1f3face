"""A module of functions that all use its session, and names that only look so."""

from sqlalchemy.orm import scoped_session, sessionmaker
from sqlmodel import Field, Session, SQLModel, create_engine


class Ink(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    colour: str


engine = create_engine("sqlite:///ink.db")
session = Session(engine)  # expect: SQM029
registry = scoped_session(sessionmaker(engine, class_=Session))


def colour_of(ink_id: int) -> str:
    return session.get_one(Ink, ink_id).colour


def colour_from_a_parameter(session: Session, ink_id: int) -> str:
    return session.get_one(Ink, ink_id).colour


def colour_of_this_thread(ink_id: int) -> str:
    return registry.get_one(Ink, ink_id).colour
