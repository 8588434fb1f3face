"""Values as the API sends and takes them, as Python source."""

import datetime as dt
from base64 import b64encode
from decimal import Decimal
from uuid import UUID

from pydantic_core import to_jsonable_python

from mcp_server.scaffold.python import literals
from mcp_server.scaffold.specification.entities import Field


def in_json(field: Field, value: object) -> str:
    """A value of a field, as it stands in a body."""
    return literals.literal(_plain(field, value))


def _plain(field: Field, value: object) -> object:
    if isinstance(value, Decimal):
        return _number(field, value)
    if isinstance(value, dt.datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, bytes):
        return b64encode(value).decode()
    if isinstance(value, dt.date | dt.time | dt.timedelta | UUID):
        return str(to_jsonable_python(value))
    return value


def _number(field: Field, value: Decimal) -> object:
    if field.type == "decimal":
        return f"{value:.{field.decimal_places}f}"
    return float(value) if field.type == "float" else int(value)
