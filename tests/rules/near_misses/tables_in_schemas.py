"""Two tables of one name, in two schemas."""

from sqlmodel import Field, SQLModel


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)


class Archived(SQLModel, table=True):
    __tablename__ = "hero"
    __table_args__ = {"schema": "archive"}
    id: int | None = Field(default=None, primary_key=True)


class Note(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    hero_id: int = Field(foreign_key="archive.hero.id", index=True)
