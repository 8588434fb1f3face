"""Types that a column can have, in tables and data models."""

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal, Optional

from pydantic import PrivateAttr, computed_field
from sqlalchemy import String
from sqlalchemy.ext.mutable import MutableList
from sqlmodel import JSON, Field, Relationship, SQLModel
from unknown_package import JsonField, Money, Tags


class Team(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)


class HeroCreate(SQLModel):
    powers: list[str] = []
    kind: Literal["a", "b"] = "a"


class HeroBase(SQLModel):
    aliases: list[str] = []  # expect: SQM047
    name: str


class Hero(HeroBase, table=True):
    kinds: ClassVar[list[str]] = ["a"]
    _cache: dict[str, str] = PrivateAttr(default_factory=dict)

    id: int | None = Field(default=None, primary_key=True)
    text: Optional[str] = None  # noqa: UP045
    note: Annotated[str, Field(max_length=10)] = ""
    path: Path | None = None
    at: datetime | None = None
    powers: list[str] = Field(
        default_factory=list, sa_type=MutableList.as_mutable(JSON)
    )
    kind: Literal["a", "b"] = Field(default="a", sa_type=String)
    price: Money
    tags: Tags
    extra: dict[str, Any] = JsonField()
    team_id: int | None = Field(default=None, foreign_key="team.id", index=True)
    team: Team | None = Relationship()

    options: dict[str, Any] = {}  # expect: SQM047
    level: Literal["a", "b"] | None = None  # expect: SQM047
    either: int | str = 0  # expect: SQM047
    other: Team | None = None  # expect: SQM047

    @computed_field
    def powers_count(self) -> int:
        return len(self.powers)
