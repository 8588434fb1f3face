"""What happens to children, and who says so."""

from sqlalchemy import Column, ForeignKey, Integer
from sqlmodel import Field, Relationship, SQLModel


class Team(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    heroes: list["Hero"] = Relationship(cascade_delete=True, passive_deletes=True)
    fans: list["Fan"] = Relationship()
    coaches: list["Coach"] = Relationship(cascade_delete=True)  # expect: SQM026
    guests: list["Guest"] = Relationship(passive_deletes="all")


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    team_id: int = Field(foreign_key="team.id", ondelete="CASCADE", index=True)


class Fan(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    team_id: int | None = Field(
        default=None, foreign_key="team.id", ondelete="SET NULL", index=True
    )


class Coach(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    team_id: int = Field(foreign_key="team.id", index=True)


class Guest(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    team_id: int = Field(foreign_key="team.id", ondelete="CASCADE", index=True)
    host_id: int = Field(  # expect: SQM025
        foreign_key="hero.id", ondelete="SET NULL", index=True
    )
    seat_id: int = Field(
        default=None,
        foreign_key="hero.id",
        ondelete="SET NULL",
        nullable=True,
        index=True,
    )
    lost_id: int = Field(  # expect: SQM025
        sa_column=Column(
            Integer, ForeignKey("hero.id", ondelete="SET NULL"), nullable=False
        )
    )


class GuestPublic(SQLModel):
    host_id: int = Field(foreign_key="hero.id", ondelete="SET NULL")
