"""Keys that the database makes, the program gives, or nobody has."""

import uuid
from typing import Annotated

from sqlalchemy import Column, Integer, PrimaryKeyConstraint
from sqlmodel import Field, SQLModel
from unknown_package import Base, OtherKey

Key = Annotated[int | None, Field(default=None, primary_key=True)]


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)


class Country(SQLModel, table=True):
    code: str = Field(primary_key=True)


class Ticket(SQLModel, table=True):
    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)


class Profile(SQLModel, table=True):
    hero_id: int = Field(primary_key=True, foreign_key="hero.id")


class Place(SQLModel, table=True):
    row: int = Field(primary_key=True)
    seat: int = Field(primary_key=True)


class Team(SQLModel, table=True):
    id: int = Field(primary_key=True)  # expect: SQM046


class GuildCreate(SQLModel):
    name: str


class Guild(GuildCreate, table=True):
    id: int = Field(primary_key=True)  # expect: SQM046


def create(data: GuildCreate) -> Guild:
    return Guild.model_validate(data)


class Elsewhere(Base, table=True):
    name: str


class Argued(SQLModel, table=True):
    __table_args__ = (PrimaryKeyConstraint("name"),)
    name: str


class Made(SQLModel, table=True):
    id: int = Field(sa_column=Column(Integer, primary_key=True))


class Nothing(SQLModel, table=True):  # expect: SQM061
    id: int
    name: str


class Keyed(SQLModel):
    id: int | None = Field(default=None, primary_key=True)


class Inherits(Keyed, table=True):
    name: str


class Aliased(SQLModel, table=True):
    id: Key
    name: str


class AliasedElsewhere(SQLModel, table=True):
    id: OtherKey
    name: str


class Captain(Hero, table=True):
    id: int | None = Field(default=None, primary_key=True, foreign_key="hero.id")


class Sergeant(Hero):
    __mapper_args__ = {"polymorphic_identity": "sergeant"}
