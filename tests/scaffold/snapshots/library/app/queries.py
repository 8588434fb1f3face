"""What the routers look rows up with."""

from collections.abc import Sequence
from typing import Annotated, Any, TypeVar, cast

from fastapi import Header, HTTPException
from fastapi.exceptions import RequestValidationError
from sqlalchemy.orm import QueryableAttribute
from sqlalchemy.orm.interfaces import ORMOption
from sqlmodel import SQLModel, select
from sqlmodel.ext.asyncio.session import AsyncSession

Row = TypeVar("Row", bound=SQLModel)

# Who asks, as the gateway in front of this application says; anyone else can say
# anything, so let it through from there alone.
ActingUser = Annotated[str | None, Header(alias="X-User", min_length=1, max_length=100)]


async def find(
    session: AsyncSession, model: type[Row], key: Any, options: Sequence[ORMOption] = ()
) -> Row:
    """The row with this key as it is stored now; 404 if there is none."""
    row = await session.get(model, key, options=options, populate_existing=True)
    if row is None:
        raise HTTPException(404, f"{model.__name__} not found")
    return row


def require_version(stored: int, sent: int) -> None:
    """Answer 409 if a change was made from a version that is not the newest."""
    if stored != sent:
        raise HTTPException(409, f"Version {sent} is not the newest, {stored} is")


async def require(
    session: AsyncSession, model: type[SQLModel], key: Any, field: str
) -> None:
    """Answer 422 if a field of the body names a row that does not exist."""
    if key is None or await session.get(model, key) is not None:
        return
    message = f"There is no {model.__name__} with this id"
    error = {"type": "unknown_reference", "loc": ("body", field), "msg": message}
    raise RequestValidationError([error])


async def refuse_circle(
    session: AsyncSession, row: SQLModel, key: str, field: str, above: Any
) -> None:
    """Answer 422 if a row would become its own ancestor."""
    if above is None:
        return
    model: Any = type(row)
    step = select(
        getattr(model, key).label("key"), getattr(model, field).label("above")
    )
    start = step.where(getattr(model, key) == above).cte("ancestors", recursive=True)
    # UNION drops what was found before, so that the walk ends in any case.
    ancestors = start.union(step.where(getattr(model, key) == start.c.above))
    own = select(ancestors.c.key).where(ancestors.c.key == getattr(row, key))
    if (await session.exec(own)).first() is None:
        return
    message = "This row would be its own ancestor"
    error = {"type": "circular_reference", "loc": ("body", field), "msg": message}
    raise RequestValidationError([error])


def related(attribute: Any) -> QueryableAttribute[Any]:
    """A relationship as SQLAlchemy sees it; its annotation names the rows."""
    return cast(QueryableAttribute[Any], attribute)
