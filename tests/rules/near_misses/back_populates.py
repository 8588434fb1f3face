"""Relationships whose sides know each other, or need not."""

from sqlmodel import Field, Relationship, SQLModel
from unknown_package import Traced


class Team(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    heroes: list["Hero"] = Relationship(back_populates="team")
    coaches: list["Coach"] = Relationship()
    fans: list["Fan"] = Relationship(
        sa_relationship_kwargs={"backref": "team", "lazy": "selectin"}
    )
    rivals: list["Rival"] = Relationship(back_populates="tem")  # expect: SQM005
    watchers: list["Watcher"] = Relationship(back_populates="team")


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    team_id: int | None = Field(default=None, foreign_key="team.id", index=True)
    team: Team | None = Relationship(back_populates="heroes")


class Coach(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    team_id: int | None = Field(default=None, foreign_key="team.id", index=True)


class Fan(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    team_id: int | None = Field(default=None, foreign_key="team.id", index=True)


class Rival(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    team_id: int | None = Field(default=None, foreign_key="team.id", index=True)
    team: Team | None = Relationship(back_populates="rivals")


class Watcher(Traced, SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    team_id: int | None = Field(default=None, foreign_key="team.id", index=True)


class Node(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    parent_id: int | None = Field(default=None, foreign_key="node.id", index=True)
    parent: "Node" = Relationship(
        back_populates="children", sa_relationship_kwargs={"remote_side": "Node.id"}
    )
    children: list["Node"] = Relationship(back_populates="parent")
    note: list["Note"] = Relationship(back_populates="node_id")  # expect: SQM005
    marks: list["Mark"] = Relationship(back_populates="node")
    outside: list["SomewhereElse"] = Relationship(back_populates="node")  # noqa: F821 - it is in no file


class Note(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    node_id: int | None = Field(default=None, foreign_key="node.id", index=True)


class Mark(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    node_id: int | None = Field(default=None, foreign_key="node.id", index=True)
    node: Node | None = Relationship()  # expect: SQM005
