"""Something computes the names of tables: nothing is known about them."""

from sqlalchemy.orm import declared_attr
from sqlmodel import Field, SQLModel


class Base(SQLModel):
    @declared_attr.directive
    def __tablename__(cls) -> str:
        return f"app_{cls.__name__.lower()}s"


class Team(Base, table=True):
    id: int | None = Field(default=None, primary_key=True)


class Teams(Base, table=True):
    id: int | None = Field(default=None, primary_key=True)
    team_id: int | None = Field(default=None, foreign_key="app_teams.id", index=True)
    other_id: int | None = Field(default=None, foreign_key="TEAM.id", index=True)
