"""Annotations of relationships that SQLAlchemy can and cannot read."""

from typing import List, Optional  # noqa: UP035

import models
from sqlalchemy.orm import relationship
from sqlmodel import Field, Relationship, SQLModel


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    team_id: int | None = Field(default=None, foreign_key="team.id", index=True)
    one: "Team" = Relationship()
    two: Optional["Team"] = Relationship()
    three: List["Team"] = Relationship()  # noqa: UP006
    four: list["Team"] = Relationship()
    five: "models.Team" = Relationship()
    six: "Team | None" = Relationship()  # expect: SQM016
    seven: "list[Team]" = Relationship()  # expect: SQM016
    eight: Optional["Team | None"] = Relationship()  # expect: SQM016
    nine: "Team | None" = Relationship(sa_relationship=relationship("Team"))
    ten: "int | None" = Field(default=None)


class Team(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)


class HeroPublic(SQLModel):
    team: "Team | None" = None
    teams: "list[Team]" = []
