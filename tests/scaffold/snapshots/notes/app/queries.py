"""What the routers look rows up with."""

from collections.abc import Sequence
from typing import Any, TypeVar, cast

from fastapi import HTTPException
from fastapi.exceptions import RequestValidationError
from sqlalchemy.orm import QueryableAttribute
from sqlalchemy.orm.interfaces import ORMOption
from sqlmodel import Session, SQLModel

Row = TypeVar("Row", bound=SQLModel)


def find(
    session: Session, model: type[Row], key: Any, options: Sequence[ORMOption] = ()
) -> Row:
    """The row with this key as it is stored now; 404 if there is none."""
    row = session.get(model, key, options=options, populate_existing=True)
    if row is None:
        raise HTTPException(404, f"{model.__name__} not found")
    return row


def require(session: Session, model: type[SQLModel], key: Any, field: str) -> None:
    """Answer 422 if a field of the body names a row that does not exist."""
    if key is None or session.get(model, key) is not None:
        return
    message = f"There is no {model.__name__} with this id"
    error = {"type": "unknown_reference", "loc": ("body", field), "msg": message}
    raise RequestValidationError([error])


def related(attribute: Any) -> QueryableAttribute[Any]:
    """A relationship as SQLAlchemy sees it; its annotation names the rows."""
    return cast(QueryableAttribute[Any], attribute)
