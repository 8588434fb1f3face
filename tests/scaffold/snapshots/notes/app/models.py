"""The tables, and the fields that tables, requests and responses share."""

from typing import Any, ClassVar

from sqlalchemy import Text
from sqlmodel import Field, Relationship, SQLModel

from app.fields import Key, StorableStr, UtcDatetime, utc_now

metadata = SQLModel.metadata
# Every constraint gets a name, so that a migration can change it.
metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class NotebookBase(SQLModel):
    """What Notebook has in requests, responses and its table."""

    title: StorableStr = Field(max_length=100, unique=True)


class Notebook(NotebookBase, table=True):
    """A pile of notes about one thing."""

    __tablename__: ClassVar[Any] = "notebooks"

    id: int | None = Field(default=None, primary_key=True)
    notes: list["Note"] = Relationship(
        back_populates="notebook",
        cascade_delete=True,
        passive_deletes=True,
        sa_relationship_kwargs={"lazy": "raise_on_sql", "order_by": "Note.id"},
    )


class NoteBase(SQLModel):
    """What Note has in requests, responses and its table."""

    text: StorableStr = Field(sa_type=Text)
    pinned: bool = Field(default=False, index=True)
    written_at: UtcDatetime = Field(default_factory=utc_now)
    notebook_id: Key = Field(foreign_key="notebooks.id", ondelete="CASCADE", index=True)


class Note(NoteBase, table=True):
    """Table of Note."""

    __tablename__: ClassVar[Any] = "notes"

    id: int | None = Field(default=None, primary_key=True)
    notebook: Notebook = Relationship(
        back_populates="notes", sa_relationship_kwargs={"lazy": "raise_on_sql"}
    )
