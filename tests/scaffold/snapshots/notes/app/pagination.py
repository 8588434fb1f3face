"""Pages of a list: bounded, in an order without doubt, with the number of all rows."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Generic, TypeVar

from fastapi import Query
from pydantic import BaseModel, BeforeValidator
from sqlalchemy import func
from sqlmodel import Field, Session, SQLModel
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


def count(session: Session, statement: SelectOfScalar[Row]) -> int:
    """How many rows a statement finds, on whatever page."""
    counting = statement.with_only_columns(func.count(), maintain_column_froms=True)
    return session.scalar(counting) or 0


def offset_page(
    session: Session,
    statement: SelectOfScalar[Row],
    query: OffsetQuery,
    order: Sequence[Any],
) -> PageOf[Row]:
    """The rows after the offset, at most as many as the limit."""
    total = count(session, statement)
    page = statement.order_by(*order).offset(query.offset).limit(query.limit)
    rows = session.exec(page).all()
    return PageOf(items=list(rows), total=total)
