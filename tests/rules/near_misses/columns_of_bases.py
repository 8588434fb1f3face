"""Columns in classes that tables inherit."""

from sqlalchemy import Column, String, Text
from sqlmodel import Field, SQLModel


class One(SQLModel):
    note: str = Field(sa_column=Column(Text))  # expect: SQM014


class OnlyTable(One, table=True):
    id: int | None = Field(default=None, primary_key=True)


class Two(SQLModel):
    code: str = Field(sa_column=Column(String(10)))  # expect: SQM014


class First(Two, table=True):
    id: int | None = Field(default=None, primary_key=True)


class Second(Two, table=True):
    id: int | None = Field(default=None, primary_key=True)


class Typed(SQLModel):
    code: str = Field(sa_type=String(10), sa_column_kwargs={"server_default": "x"})


class Third(Typed, table=True):
    id: int | None = Field(default=None, primary_key=True)


class Fourth(Typed, table=True):
    id: int | None = Field(default=None, primary_key=True)
    text: str = Field(sa_column=Column(Text))
