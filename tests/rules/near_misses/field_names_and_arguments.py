"""Names, class arguments and field arguments that SQLModel bears, or does not."""

from typing import Annotated, ClassVar

from pydantic import BaseModel, ConfigDict, StringConstraints
from pydantic import Field as PydanticField
from sqlalchemy import Column, MetaData
from sqlmodel import Field, SQLModel


class Base(SQLModel):
    metadata: ClassVar[MetaData] = MetaData()
    model_config = ConfigDict(extra="forbid")


class Upload(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    meta: str = Field(default="", sa_column=Column("metadata"))
    model_name: str = ""
    model_id: int = 0
    type: str = ""
    registry: str = ""  # expect: SQM015
    schema: str = ""  # expect: SQM015


class UploadPublic(SQLModel):
    metadata: str = ""  # expect: SQM015
    copy: bool = False  # expect: SQM015


class Document(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    metadata: str = ""  # expect: SQM015


class Plain(BaseModel, extra="forbid"):
    metadata: str = ""
    code: str = PydanticField(pattern="^a$")


class Strict(SQLModel, extra="forbid", frozen=True):  # expect: SQM018
    code: Annotated[str, StringConstraints(pattern="^[a-z]+$")]
    name: str = Field(regex="^[a-z]+$")  # expect: SQM019
    kept: str = Field(default="", regex=None, allow_mutation=True)
    fixed: int = Field(default=1, const=True)  # expect: SQM019


class Special(Base, purpose="audit"):
    name: str
