"""What the API accepts and what it returns."""

import datetime as dt
from decimal import Decimal
from typing import Literal
from uuid import UUID

from sqlmodel import Field, SQLModel

from app.fields import (
    INT_MAX,
    INT_MIN,
    EmailText,
    JsonObject,
    Key,
    KeyText,
    StorableStr,
    UtcDatetime,
)
from app.models import (
    BookBase,
    LoanBase,
    ReaderBase,
    ShelfBase,
    VolumeBase,
    VolumeState,
)
from app.pagination import CommaSeparated, KeysetQuery, OffsetQuery


class RequestBody(SQLModel):
    """The body of a request; fields that it does not know are refused."""

    model_config = {"extra": "forbid"}


class BookCreate(RequestBody, BookBase):
    """What a new Book is made of."""


class BookUpdate(RequestBody):
    """What changes in Book: fields left out keep their value."""

    title: StorableStr = Field(default=None, max_length=200)
    published_on: dt.date | None = None
    price: Decimal = Field(default=None, max_digits=12, decimal_places=2, ge=0)


BookOrder = Literal[
    "isbn",
    "-isbn",
    "title",
    "-title",
    "created_at",
    "-created_at",
    "updated_at",
    "-updated_at",
]


class BookQuery(OffsetQuery):
    """Which page of books, in which order, of which rows."""

    sort: CommaSeparated[BookOrder] = Field(default=[])
    title: StorableStr | None = Field(default=None, max_length=200)
    created_at_from: UtcDatetime | None = None
    created_at_to: UtcDatetime | None = None
    updated_at_from: UtcDatetime | None = None
    updated_at_to: UtcDatetime | None = None


class BookPublic(BookBase):
    """Book in responses."""

    created_at: UtcDatetime
    updated_at: UtcDatetime


class ShelfCreate(RequestBody, ShelfBase):
    """What a new Shelf is made of."""


class ShelfUpdate(RequestBody):
    """What changes in Shelf: fields left out keep their value."""

    label: StorableStr = Field(default=None, max_length=20)
    from_year: int = Field(default=None, ge=INT_MIN, le=INT_MAX)
    to_year: int = Field(default=None, ge=INT_MIN, le=INT_MAX)
    parent_id: Key | None = None


ShelfOrder = Literal["id", "-id"]


class ShelfQuery(OffsetQuery):
    """Which page of shelves, in which order, of which rows."""

    sort: CommaSeparated[ShelfOrder] = Field(default=[])
    parent_id: Key | None = None


class ShelfPublic(ShelfBase):
    """Shelf in responses."""

    id: int
    created_by: str | None
    updated_by: str | None


class ReaderCreate(RequestBody, ReaderBase):
    """What a new Reader is made of."""

    password_hash: StorableStr = Field(max_length=200)


class ReaderUpdate(RequestBody):
    """What changes in Reader: fields left out keep their value."""

    email: EmailText = Field(default=None, max_length=320)
    password_hash: StorableStr = Field(default=None, max_length=200)
    settings: JsonObject = Field(default=None)


ReaderOrder = Literal[
    "id",
    "-id",
    "email",
    "-email",
    "created_at",
    "-created_at",
    "updated_at",
    "-updated_at",
]


class ReaderQuery(KeysetQuery):
    """Which page of readers, in which order, of which rows."""

    sort: CommaSeparated[ReaderOrder] = Field(default=[])
    email: EmailText | None = None
    created_at_from: UtcDatetime | None = None
    created_at_to: UtcDatetime | None = None
    updated_at_from: UtcDatetime | None = None
    updated_at_to: UtcDatetime | None = None


class ReaderPosition(SQLModel):
    """Where a page of readers ended: the columns of its order."""

    model_config = {"extra": "forbid"}

    id: UUID | None = None
    email: EmailText | None = None
    created_at: UtcDatetime | None = None
    updated_at: UtcDatetime | None = None


class ReaderPublic(ReaderBase):
    """Reader in responses."""

    id: UUID
    created_at: UtcDatetime
    updated_at: UtcDatetime


class VolumeCreate(RequestBody, VolumeBase):
    """What a new Volume is made of."""


class VolumeUpdate(RequestBody):
    """What changes in Volume: fields left out keep their value."""

    version: int = Field(
        ge=1,
        le=INT_MAX,
        description="The version that was read; 409 if there is a newer one.",
    )
    state: VolumeState = Field(default=None)
    book_id: KeyText = Field(default=None, max_length=13)
    shelf_id: Key | None = None


VolumeOrder = Literal["id", "-id", "state", "-state"]


class VolumeQuery(OffsetQuery):
    """Which page of volumes, in which order, of which rows."""

    sort: CommaSeparated[VolumeOrder] = Field(default=[])
    book_id: KeyText | None = None
    shelf_id: Key | None = None
    state: VolumeState | None = None


class VolumePublic(VolumeBase):
    """Volume in responses."""

    id: UUID
    version: int


class LoanCreate(RequestBody, LoanBase):
    """What a new Loan is made of."""


class LoanUpdate(RequestBody):
    """What changes in Loan: fields left out keep their value."""

    due_on: dt.date = Field(default=None)
    returned_at: UtcDatetime | None = None


class LoanPublic(LoanBase):
    """Loan in responses."""

    reader_id: UUID
    volume_id: UUID


class ShelfPublicWithRelated(ShelfPublic):
    """Shelf in responses, with the rows it is related to."""

    parent: ShelfPublic | None


class ReaderPublicWithRelated(ReaderPublic):
    """Reader in responses, with the rows it is related to."""

    loans: list[LoanPublic]


class VolumePublicWithRelated(VolumePublic):
    """Volume in responses, with the rows it is related to."""

    book: BookPublic
    shelf: ShelfPublic | None


class LoanPublicWithRelated(LoanPublic):
    """Loan in responses, with the rows it is related to."""

    reader: ReaderPublic
    volume: VolumePublic
