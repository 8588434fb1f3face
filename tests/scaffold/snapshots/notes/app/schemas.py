"""What the API accepts and what it returns."""

from typing import Literal

from sqlmodel import Field, SQLModel

from app.fields import Key, StorableStr, UtcDatetime
from app.models import NoteBase, NotebookBase
from app.pagination import CommaSeparated, OffsetQuery


class RequestBody(SQLModel):
    """The body of a request; fields that it does not know are refused."""

    model_config = {"extra": "forbid"}


class NotebookCreate(RequestBody, NotebookBase):
    """What a new Notebook is made of."""


class NotebookUpdate(RequestBody):
    """What changes in Notebook: fields left out keep their value."""

    title: StorableStr = Field(default=None, max_length=100)


NotebookOrder = Literal["id", "-id", "title", "-title"]


class NotebookQuery(OffsetQuery):
    """Which page of notebooks, in which order, of which rows."""

    sort: CommaSeparated[NotebookOrder] = Field(default=[])
    title: StorableStr | None = Field(default=None, max_length=100)


class NotebookPublic(NotebookBase):
    """Notebook in responses."""

    id: int


class NoteCreate(RequestBody, NoteBase):
    """What a new Note is made of."""


class NoteUpdate(RequestBody):
    """What changes in Note: fields left out keep their value."""

    text: StorableStr = Field(default=None)
    pinned: bool = Field(default=None)
    written_at: UtcDatetime = Field(default=None)
    notebook_id: Key = Field(default=None)


NoteOrder = Literal["id", "-id"]


class NoteQuery(OffsetQuery):
    """Which page of notes, in which order, of which rows."""

    sort: CommaSeparated[NoteOrder] = Field(default=[])
    notebook_id: Key | None = None
    pinned: bool | None = None


class NotePublic(NoteBase):
    """Note in responses."""

    id: int


class NotePublicWithRelated(NotePublic):
    """Note in responses, with the rows it is related to."""

    notebook: NotebookPublic
