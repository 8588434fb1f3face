"""Versions that are data."""

from sqlmodel import Field, SQLModel


class Api(SQLModel, table=True):
    name: str = Field(primary_key=True)
    version: int = Field(primary_key=True)


class Package(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    version: str
    versions: int = 0


class Page(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    version: int = 1  # expect: SQM027


class PageUpdate(SQLModel):
    version: int
