# The two tables of the script.
from sqlmodel import Field, Relationship, SQLModel


class Cage(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    animals: list["Animal"] = Relationship(back_populates="cage")


class Animal(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    cage_id: int | None = Field(default=None, foreign_key="cage.id")
    cage: Cage | None = Relationship(back_populates="animals")
