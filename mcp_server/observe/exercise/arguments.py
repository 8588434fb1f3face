"""Finds values for the parameters of functions that nobody has called."""

import enum
import inspect
import types
import typing
import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, get_args, get_origin

from fastapi.params import Depends
from pydantic import BaseModel
from sqlalchemy import Engine
from sqlalchemy import inspect as mapping_of
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession
from sqlalchemy.orm import Mapper, Session

from mcp_server.observe.exercise import values
from mcp_server.observe.exercise.existing import Existing

SESSIONS = {"session", "db", "s", "sess", "db_session", "async_session"}
SMALL = {"offset": 0, "skip": 0, "start": 0, "limit": 10, "page_size": 10, "size": 10}
MOMENT = datetime(2026, 1, 15, 12, tzinfo=UTC)
NUMBER = 501
"""Makes values differ from those of rows that were seeded or sent in requests."""
PLAIN: dict[Any, Any] = {
    bool: True,
    float: 1.5,
    Decimal: Decimal("1.50"),
    datetime: MOMENT,
    date: MOMENT.date(),
}


class Unsuppliable(Exception):
    """There is no value for a parameter; the message is its name."""


@dataclass(frozen=True)
class Place:
    """Where a call gets its session, its engine and its rows from."""

    session: Any
    """An open session, sync or async."""
    engine: Engine | AsyncEngine
    known: Existing
    function: str
    shares_session: bool = False
    """The function gets the session, and thus may get rows that belong to it."""


@dataclass(frozen=True)
class Parameter:
    """One parameter, with its type without Annotated and Optional."""

    name: str
    kind: Any
    default: Any
    by_keyword: bool

    @property
    def is_session(self) -> bool:
        """A session belongs here."""
        if isinstance(self.kind, type):
            return issubclass(self.kind, Session | AsyncSession)
        return self.kind is None and self.name in SESSIONS


def parameters(function: Any) -> list[Parameter]:
    """Those that have to be given.

    Raises:
        Unsuppliable: their types cannot be found out.
    """
    try:
        hints = typing.get_type_hints(function)
        signature = inspect.signature(function)
    except Exception as error:  # annotations are code of the program
        raise Unsuppliable("an annotation") from error
    found = []
    for one in signature.parameters.values():
        if one.kind in (one.VAR_POSITIONAL, one.VAR_KEYWORD):
            continue
        kind = _plain(hints.get(one.name))
        default = inspect.Parameter.empty if _is_asked(one.default) else one.default
        keyword = one.kind is one.KEYWORD_ONLY
        parameter = Parameter(one.name, kind, default, keyword)
        if parameter.default is one.empty or parameter.is_session:
            found.append(parameter)
    return found


def _is_asked(default: Any) -> bool:
    """FastAPI would fill it in."""
    return isinstance(default, Depends)


def _plain(kind: Any) -> Any:
    """The first type of a union that is not None."""
    if get_origin(kind) in (typing.Union, types.UnionType):
        return next((one for one in get_args(kind) if one is not type(None)), None)
    return kind


def value(one: Parameter, place: Place) -> Any:
    """A value for a parameter.

    Raises:
        Unsuppliable: there is none.
    """
    if one.is_session:
        return place.session
    kind, origin = one.kind, get_origin(one.kind)
    if origin in (list, typing.Sequence) or getattr(origin, "__name__", "") in LISTS:
        return _several(one, place)
    if origin is typing.Literal:
        return get_args(kind)[0]
    if isinstance(kind, type):
        return _of_class(one, kind, place)
    if kind is None and one.name == "engine":
        return place.engine
    if kind is None and (one.name in SMALL or _is_key(one.name)):
        return _number(one, place)
    raise Unsuppliable(one.name)


LISTS = {"Sequence", "Iterable", "Collection", "tuple", "set"}


def _several(one: Parameter, place: Place) -> list[Any]:
    inner = get_args(one.kind)
    if not inner:
        raise Unsuppliable(one.name)
    name = one.name.removesuffix("s")
    return [value(Parameter(name, _plain(inner[0]), None, False), place)]


def _of_class(one: Parameter, kind: type, place: Place) -> Any:
    if issubclass(kind, Engine | AsyncEngine):
        return place.engine
    if kind in PLAIN:
        return PLAIN[kind]
    if issubclass(kind, enum.Enum):
        return next(iter(kind))
    if kind is int or kind is uuid.UUID:
        return _number(one, place)
    if kind is str:
        return _text(one, place)
    if issubclass(kind, BaseModel) or _mapper(kind) is not None:
        return _model(one, kind, place)
    raise Unsuppliable(one.name)


def _is_key(name: str) -> bool:
    return name in ("id", "pk") or name.endswith("_id")


def _number(one: Parameter, place: Place) -> Any:
    """The key of a row there is, or a small number."""
    if _is_key(one.name):
        found = _key(one.name, place)
        if found is not None and (one.kind is None or isinstance(found, one.kind)):
            return found
    if one.kind is uuid.UUID:
        return uuid.UUID(int=1)
    return SMALL.get(one.name, 1)


def _key(name: str, place: Place) -> Any:
    if name not in ("id", "pk"):
        return place.known.reference(name)
    words = place.function.lower().split("_")
    found = (place.known.reference(f"{word}_id") for word in words)
    return next((one for one in found if one is not None), None)


def _text(one: Parameter, place: Place) -> str:
    """What a row has in a unique column of this name, if something is looked up."""
    words = set(place.function.lower().split("_"))
    if words & {"get", "find", "read", "by", "delete", "remove", "update"}:
        found = place.known.value(one.name)
        if isinstance(found, str):
            return found
    return values.text({}, one.name, NUMBER)


def _mapper(kind: type) -> Mapper[Any] | None:
    found: Any = mapping_of(kind, raiseerr=False)
    return found if isinstance(found, Mapper) else None


def is_row(one: Parameter) -> bool:
    """An instance of a mapped class is given, or several."""
    kinds = [one.kind, *get_args(one.kind)]
    return any(isinstance(kind, type) and _mapper(kind) is not None for kind in kinds)


def _model(one: Parameter, kind: Any, place: Place) -> Any:
    """An instance with plausible values, whose foreign keys point to rows."""
    words = set(place.function.lower().split("_"))
    mapped = _mapper(kind) is not None
    is_new = bool(words & {"create", "add", "insert", "save", "new", "register"})
    if mapped and not is_new and place.shares_session:
        key = place.known.primary_key(kind)
        row = None if key is None else place.session.get(kind, key)
        if row is not None:
            return row
    try:
        return _built(kind, place, is_row=mapped)
    except Exception as error:  # so are the validators of its models
        raise Unsuppliable(one.name) from error


def _built(kind: Any, place: Place, *, is_row: bool) -> Any:
    if not issubclass(kind, BaseModel):
        raise Unsuppliable(kind.__name__)
    schema = kind.model_json_schema()
    made = values.body(schema, schema, NUMBER)
    for name in list(made):
        reference = place.known.reference(name) if _is_key(name) else None
        if reference is not None:
            made[name] = reference
        elif is_row and (name == "id" or _is_key(name)):
            del made[name]
    return kind.model_validate(made)


def shown(given: Any) -> str:
    """A value as it is told to the reader."""
    if isinstance(given, Session | AsyncSession):
        return "session"
    if isinstance(given, Engine | AsyncEngine):
        return "engine"
    if isinstance(given, int | float | str | bool):
        return repr(given)[:40]
    if isinstance(given, Decimal | uuid.UUID | date):
        return str(given)
    if isinstance(given, list):
        return f"[{', '.join(shown(one) for one in given)}]"
    return type(given).__name__
