"""Records defaults that were computed once, when the class was defined."""

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Column
from sqlalchemy.orm import Mapper, Session

from mcp_server.observe.recorders.hooks import listen
from mcp_server.observe.recorders.pending import Place
from mcp_server.observe.recorders.recorder import Recorder

MAX_TEXT = 80
MOST = 100
NEAR = timedelta(minutes=1)
"""A time so near to the definition of its class was the time then."""


class DefaultRecorder(Recorder):
    """Looks at the defaults of every mapped class, and counts the rows with them."""

    def install(self) -> None:
        """Start listening."""
        self._found: dict[tuple[type, str], tuple[Any, bool, Place]] = {}
        self._rows: Counter[tuple[type, str]] = Counter()
        listen(Mapper, "after_mapper_constructed", self._constructed)
        listen(Session, "after_flush", self._flushed)

    def _constructed(self, mapper: Mapper[Any], class_: type) -> None:
        with suppress(Exception):  # values of the program may be anything
            self._look(mapper, class_)

    def _look(self, mapper: Mapper[Any], class_: type) -> None:
        for key, column in mapper.columns.items():
            value = _default(class_, key, column)
            is_unique = _is_unique(column)
            if _was_computed(value, is_unique) and len(self._found) < MOST:
                self._found[class_, key] = value, is_unique, self.place()

    def _flushed(self, session: Session, _context: object) -> None:
        for state in session._new if self._found else ():
            for (class_, key), (value, *_) in self._found.items():
                if state.class_ is class_ and _is_same(state.dict.get(key), value):
                    self._rows[class_, key] += 1

    def finish(self) -> None:
        """Tell of each such field."""
        for (class_, key), (value, is_unique, (file, line)) in self._found.items():
            self.write(
                "shared-default",
                model=class_.__name__[:MAX_TEXT],
                attribute=key[:MAX_TEXT],
                value=str(value)[:MAX_TEXT],
                unique=is_unique,
                rows=self._rows[class_, key],
                file=file,
                line=line,
            )


def _is_same(one: Any, other: Any) -> bool:
    return type(one) is type(other) and bool(one == other)


def _default(class_: type, key: str, column: Any) -> Any:
    """What a row has where nothing is given; None if a function makes it."""
    field = getattr(class_, "__pydantic_fields__", {}).get(key)
    if field is not None and field.default_factory is None and field.default:
        return field.default
    default: Any = column.default if isinstance(column, Column) else None
    return default.arg if default is not None and default.is_scalar else None


def _is_unique(column: Any) -> bool:
    """No two rows can have the same value."""
    if not isinstance(column, Column):
        return False
    key = column.table.primary_key.columns if column.primary_key else ()
    return bool(column.unique) or len(key) == 1


def _was_computed(value: Any, is_unique: bool) -> bool:
    """Nobody writes such a value down as a default."""
    if isinstance(value, UUID):
        return is_unique  # elsewhere it may be the id of a row that is always there
    return any(one.microsecond or _is_now(one) for one in _moments(value))


def _moments(value: Any) -> Iterator[datetime]:
    """The time that it is: a datetime, one as text, or seconds since 1970."""
    if isinstance(value, datetime):
        yield value
    elif isinstance(value, float) and _is_timestamp(value):
        yield datetime.fromtimestamp(value, UTC)
    elif isinstance(value, str) and len(value) >= len("2026-01-01T00:00:00"):
        try:
            yield datetime.fromisoformat(value)
        except ValueError:
            return


def _is_timestamp(value: float) -> bool:
    now = datetime.now(UTC).timestamp()
    return abs(now - value) < NEAR.total_seconds()


def _is_now(value: datetime) -> bool:
    here = datetime.now(value.tzinfo)
    there = datetime.now(UTC).replace(tzinfo=value.tzinfo)
    return min(abs(here - value), abs(there - value)) < NEAR
