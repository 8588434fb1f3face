"""How errors become responses, all of one form: `detail` lists what is wrong."""

import logging
import re
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError
from starlette.exceptions import HTTPException

logger = logging.getLogger(__name__)

# What a database calls a violation: PostgreSQL's code, SQLite's name.
DUPLICATE = {"23505", "SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY"}
REFUSED = {"23514", "SQLITE_CONSTRAINT_CHECK"}
# Where its message names the columns; the values are not repeated.
COLUMNS = re.compile(r"\(([^()=]+)\)=\(|UNIQUE constraint failed: ([^:]+)$")


def answer(
    status: int, kind: str, message: str, *places: Sequence[str], headers: Any = None
) -> JSONResponse:
    """A response with the same message for each place of the request."""
    detail = [{"type": kind, "loc": place, "msg": message} for place in places]
    return JSONResponse({"detail": detail}, status_code=status, headers=headers)


def duplicate_fields(message: str) -> list[str]:
    """The fields of the unique constraint that a database's message is about."""
    found = COLUMNS.search(message)
    names = (found.group(1) or found.group(2)).split(",") if found else []
    columns = [name.split(".")[-1].strip(' "') for name in names]
    return columns


async def conflict(request: Request, error: Exception) -> JSONResponse:
    """409: a duplicate, values that a check refuses, or a row that others still refer to."""
    logger.debug("%s %s: %s", request.method, request.url.path, error)
    original = getattr(error, "orig", None)
    codes = {getattr(original, name, None) for name in ("sqlstate", "sqlite_errorname")}
    if codes & REFUSED:
        return answer(409, "check", "The values do not go together", ["body"])
    if codes & DUPLICATE:
        # asyncpg keeps apart which columns these are.
        said = getattr(original, "detail", None) or str(original)
        fields = [["body", name] for name in duplicate_fields(said)]
        return answer(
            409, "duplicate", "Another row has this value", *fields or [["body"]]
        )
    return answer(409, "conflict", "Rows refer to each other", ["path"])


async def stale(_request: Request, _error: Exception) -> JSONResponse:
    """409: the row was changed or deleted since it was read."""
    return answer(409, "conflict", "The row has changed meanwhile", ["body"])


async def refused(_request: Request, error: Exception) -> JSONResponse:
    """What was raised on purpose, such as 404, in the form of all errors."""
    if not isinstance(error, HTTPException):
        raise error
    kind = HTTPStatus(error.status_code).name.lower()
    return answer(error.status_code, kind, error.detail, [], headers=error.headers)


async def invalid(_request: Request, error: Exception) -> JSONResponse:
    """422 without the input, which may be secret or impossible to encode."""
    found = error.errors() if isinstance(error, RequestValidationError) else []
    detail = [{key: one[key] for key in ("type", "loc", "msg")} for one in found]
    return JSONResponse({"detail": detail}, status_code=422)


def add_error_handlers(app: FastAPI) -> None:
    """Make an application answer with 409 and 422 where it would fail."""
    app.add_exception_handler(IntegrityError, conflict)
    app.add_exception_handler(StaleDataError, stale)
    app.add_exception_handler(HTTPException, refused)
    app.add_exception_handler(RequestValidationError, invalid)
