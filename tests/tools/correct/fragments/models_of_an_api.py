# Shows only models without tables, for the bodies of an API.
from datetime import date

from sqlmodel import Field, SQLModel


class MemberBase(SQLModel):
    name: str = Field(min_length=1, max_length=80)
    born_on: date | None = None


class MemberCreate(MemberBase):
    password: str = Field(min_length=10, max_length=200)


class MemberPublic(MemberBase):
    id: int


class MembersPublic(SQLModel):
    data: list[MemberPublic]
    count: int
