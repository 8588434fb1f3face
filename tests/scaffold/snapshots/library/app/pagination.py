"""Pages of a list: bounded, in an order without doubt, with the number of all rows."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Generic, TypeVar

from fastapi import Query
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, BeforeValidator
from sqlalchemy import ColumnElement, and_, func, or_
from sqlmodel import Field, SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from app.fields import INT_MAX

Item = TypeVar("Item")
Row = TypeVar("Row", bound=SQLModel)

InQuery = Annotated[Item, Query()]


def split_at_commas(value: Any) -> Any:
    """`name,-id` as two terms; no column may be named twice."""
    parts = value if isinstance(value, list) else [value]
    terms = [term for part in parts for term in str(part).split(",")]
    if len({term.removeprefix("-") for term in terms}) < len(terms):
        raise ValueError("each column can be named once")
    return terms


CommaSeparated = Annotated[list[Item], BeforeValidator(split_at_commas)]


class ListQuery(SQLModel):
    """What every list can be asked; an unknown parameter is refused."""

    model_config = {"extra": "forbid"}

    limit: int = Field(default=50, ge=1, le=100)


class OffsetQuery(ListQuery):
    """Which page: the rows after the first `offset` ones."""

    offset: int = Field(default=0, ge=0, le=INT_MAX)


class PageOf(BaseModel, Generic[Item]):
    """One page, and how many rows there are in all."""

    items: list[Item]
    total: int


class KeysetQuery(ListQuery):
    """Which page: the rows behind a cursor, which is the end of another page."""

    cursor: str | None = Field(default=None, min_length=1, max_length=8000)


class KeysetPageOf(BaseModel, Generic[Item]):
    """One page, how many rows there are in all, and where the next page begins."""

    items: list[Item]
    total: int
    next_cursor: str | None


def directions(sort: Sequence[str], key: Sequence[str]) -> dict[str, bool]:
    """Column to whether it descends; the key decides between equal rows."""
    order = {term.removeprefix("-"): term.startswith("-") for term in sort}
    return order | {name: False for name in key if name not in order}


def terms(columns: Mapping[str, Any], order: Mapping[str, bool]) -> list[Any]:
    """The order as ORDER BY takes it; NULL is last, whatever the database prefers."""
    ordered = []
    for name, descends in order.items():
        column = columns[name]
        term = column.desc() if descends else column.asc()
        ordered.append(term.nulls_last() if column.expression.nullable else term)
    return ordered


async def count(session: AsyncSession, statement: SelectOfScalar[Row]) -> int:
    """How many rows a statement finds, on whatever page."""
    counting = statement.with_only_columns(func.count(), maintain_column_froms=True)
    return await session.scalar(counting) or 0


async def offset_page(
    session: AsyncSession,
    statement: SelectOfScalar[Row],
    query: OffsetQuery,
    order: Sequence[Any],
) -> PageOf[Row]:
    """The rows after the offset, at most as many as the limit."""
    total = await count(session, statement)
    page = statement.order_by(*order).offset(query.offset).limit(query.limit)
    rows = (await session.exec(page)).all()
    return PageOf(items=list(rows), total=total)


def after(
    columns: Mapping[str, Any], order: Mapping[str, bool], at: Mapping[str, Any]
) -> ColumnElement[bool]:
    """Behind a position: later in a column, and equal in all before it."""
    later: list[ColumnElement[bool]] = []
    equal: list[ColumnElement[bool]] = []
    for name, descends in order.items():
        column = columns[name]
        beyond = column < at[name] if descends else column > at[name]
        later.append(and_(*equal, beyond))
        equal.append(column == at[name])
    return or_(*later)


def cursor_after(
    position: type[SQLModel], row: SQLModel, order: Mapping[str, bool]
) -> str:
    """The place of a row in the order, for the next request."""
    at = position.model_validate({name: getattr(row, name) for name in order})
    return urlsafe_b64encode(at.model_dump_json(exclude_unset=True).encode()).decode()


def place_of(
    position: type[SQLModel], cursor: str, order: Mapping[str, bool]
) -> dict[str, Any]:
    """The place that a cursor stands for; 422 if it is none in this order."""
    try:
        text = urlsafe_b64decode(cursor)
        at = position.model_validate_json(text).model_dump(exclude_unset=True)
    except ValueError:
        at = {}
    if at.keys() != order.keys() or None in at.values():
        message = "The cursor does not come from a page in this order"
        error = {"type": "bad_cursor", "loc": ("query", "cursor"), "msg": message}
        raise RequestValidationError([error])
    return at


async def keyset_page(
    session: AsyncSession,
    statement: SelectOfScalar[Row],
    query: KeysetQuery,
    columns: Mapping[str, Any],
    order: Mapping[str, bool],
    position: type[SQLModel],
) -> KeysetPageOf[Row]:
    """The rows behind the cursor; rows that are added meanwhile shift nothing."""
    total = await count(session, statement)
    if query.cursor is not None:
        at = place_of(position, query.cursor, order)
        statement = statement.where(after(columns, order, at))
    # One row more than asked for shows whether there is another page.
    page = statement.order_by(*terms(columns, order)).limit(query.limit + 1)
    rows = list((await session.exec(page)).all())
    more = len(rows) > query.limit
    rows = rows[: query.limit]
    cursor = cursor_after(position, rows[-1], order) if more else None
    return KeysetPageOf(items=rows, total=total, next_cursor=cursor)
