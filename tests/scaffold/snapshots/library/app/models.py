"""The tables, and the fields that tables, requests and responses share."""

import datetime as dt
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar, Optional
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint
from sqlalchemy.ext.mutable import MutableDict
from sqlmodel import Field, Relationship, SQLModel

from app.fields import (
    INT_MAX,
    INT_MIN,
    JSON_COLUMN,
    EmailText,
    JsonObject,
    Key,
    KeyText,
    StorableStr,
    UtcDatetime,
    choice,
    uuid7,
)
from app.mixins import Audited, Timestamps, Versioned

metadata = SQLModel.metadata
# Every constraint gets a name, so that a migration can change it.
metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class VolumeState(StrEnum):
    """Values of Volume.state."""

    NEW = "new"
    USED = "used"
    WORN_OUT = "worn-out"


class BookBase(SQLModel):
    """What Book has in requests, responses and its table."""

    isbn: KeyText = Field(max_length=13, primary_key=True)
    title: StorableStr = Field(max_length=200, index=True)
    published_on: dt.date | None = None
    price: Decimal = Field(default=Decimal(0), max_digits=12, decimal_places=2, ge=0)


class Book(Timestamps, BookBase, table=True):
    """A title as it was published, not one volume on a shelf."""

    __tablename__: ClassVar[Any] = "books"

    volumes: list["Volume"] = Relationship(
        back_populates="book",
        cascade_delete=True,
        passive_deletes=True,
        sa_relationship_kwargs={"lazy": "raise_on_sql", "order_by": "Volume.id"},
    )


class ShelfBase(SQLModel):
    """What Shelf has in requests, responses and its table."""

    label: StorableStr = Field(max_length=20)
    from_year: int = Field(ge=INT_MIN, le=INT_MAX)
    to_year: int = Field(ge=INT_MIN, le=INT_MAX)
    parent_id: Key | None = Field(
        default=None, foreign_key="shelves.id", ondelete="SET NULL", index=True
    )


class Shelf(Audited, ShelfBase, table=True):
    """Table of Shelf."""

    __tablename__: ClassVar[Any] = "shelves"
    __table_args__: ClassVar[Any] = (
        CheckConstraint("from_year <= to_year", name="years_in_order"),
    )

    id: int | None = Field(default=None, primary_key=True)
    parent: Optional["Shelf"] = Relationship(
        back_populates="children",
        sa_relationship_kwargs={"lazy": "raise_on_sql", "remote_side": "Shelf.id"},
    )
    volumes: list["Volume"] = Relationship(
        back_populates="shelf",
        passive_deletes=True,
        sa_relationship_kwargs={"lazy": "raise_on_sql", "order_by": "Volume.id"},
    )
    children: list["Shelf"] = Relationship(
        back_populates="parent",
        passive_deletes=True,
        sa_relationship_kwargs={"lazy": "raise_on_sql", "order_by": "Shelf.id"},
    )


class ReaderBase(SQLModel):
    """What Reader has in requests, responses and its table."""

    email: EmailText = Field(max_length=320, unique=True)
    settings: JsonObject = Field(default_factory=MutableDict, sa_type=JSON_COLUMN)


class Reader(Timestamps, ReaderBase, table=True):
    """Table of Reader."""

    __tablename__: ClassVar[Any] = "readers"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    password_hash: StorableStr = Field(max_length=200)
    loans: list["Loan"] = Relationship(
        back_populates="reader",
        cascade_delete=True,
        passive_deletes=True,
        sa_relationship_kwargs={
            "lazy": "raise_on_sql",
            "order_by": "[Loan.reader_id, Loan.volume_id]",
        },
    )


class VolumeBase(SQLModel):
    """What Volume has in requests, responses and its table."""

    state: VolumeState = Field(
        default=VolumeState.NEW, index=True, sa_type=choice(VolumeState, "state")
    )
    book_id: KeyText = Field(
        max_length=13, foreign_key="books.isbn", ondelete="CASCADE", index=True
    )
    shelf_id: Key | None = Field(
        default=None, foreign_key="shelves.id", ondelete="SET NULL", index=True
    )


class Volume(Versioned, VolumeBase, table=True):
    """Table of Volume."""

    __tablename__: ClassVar[Any] = "volumes"

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    book: Book = Relationship(
        back_populates="volumes", sa_relationship_kwargs={"lazy": "raise_on_sql"}
    )
    shelf: Shelf | None = Relationship(
        back_populates="volumes", sa_relationship_kwargs={"lazy": "raise_on_sql"}
    )
    readers: list["Loan"] = Relationship(
        back_populates="volume",
        cascade_delete=True,
        passive_deletes=True,
        sa_relationship_kwargs={
            "lazy": "raise_on_sql",
            "order_by": "[Loan.reader_id, Loan.volume_id]",
        },
    )


class LoanBase(SQLModel):
    """What Loan has in requests, responses and its table."""

    due_on: dt.date
    returned_at: UtcDatetime | None = None


class Loan(LoanBase, table=True):
    """Which Reader has which Volume, and what is known about it."""

    __tablename__: ClassVar[Any] = "loans"

    reader_id: UUID = Field(
        foreign_key="readers.id", ondelete="CASCADE", primary_key=True
    )
    volume_id: UUID = Field(
        foreign_key="volumes.id", ondelete="CASCADE", primary_key=True, index=True
    )
    reader: Reader = Relationship(
        back_populates="loans", sa_relationship_kwargs={"lazy": "raise_on_sql"}
    )
    volume: Volume = Relationship(
        back_populates="readers", sa_relationship_kwargs={"lazy": "raise_on_sql"}
    )
