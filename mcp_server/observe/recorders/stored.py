"""Reads back what a flush has stored, and records values that come back different.

It asks the driver itself, in the transaction of the flush: listeners and counters of
the program see no statement.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from typing import Any

from sqlalchemy import Column, Connection, and_, select, types
from sqlalchemy.orm import InstanceState, Mapper, Session

from mcp_server.observe.recorders.difference import UNREADABLE, difference
from mcp_server.observe.recorders.hooks import listen
from mcp_server.observe.recorders.pending import Place
from mcp_server.observe.recorders.recorder import Recorder
from mcp_server.observe.recorders.sessions import SessionRecorder

MARK = "-- sqlmodel-production reads back what was stored\n"
"""The driver's recorder passes over what begins with a comment."""
MOST_ROWS = 3
"""Rows of one mapper that are read back in one run."""
MAX_TEXT = 80
CHANGING = (types.DateTime, types.Numeric, types.Float, types.Enum, types.JSON)
"""Types that can give back another value than they were given."""


class StoredRecorder(Recorder):
    """Compares the values of flushed rows with what the database has."""

    def __init__(self, sessions: SessionRecorder) -> None:
        super().__init__(sessions.report, sessions.files)
        self._sessions = sessions
        self._columns: dict[Mapper[Any], list[tuple[str, Column[Any]]]] = {}
        self._read: Counter[Mapper[Any]] = Counter()
        self._told: set[tuple[str, str, str]] = set()

    def install(self) -> None:
        """Start listening."""
        listen(Session, "after_flush", self._flushed)

    def _flushed(self, session: Session, _context: object) -> None:
        checkout = self._sessions.life(session).checkout
        connection: Any = checkout.alive() if checkout else None
        if connection is None:
            return
        for state in [*session._new, *session.identity_map._modified]:
            mapper = state.mapper
            if self._read[mapper] >= MOST_ROWS or state in session._deleted:
                continue
            columns = self._changing(mapper)
            self._read[mapper] += 1 if columns else MOST_ROWS
            if columns:
                self._compare(connection, state, columns)

    def _changing(self, mapper: Mapper[Any]) -> list[tuple[str, Column[Any]]]:
        """Attributes and columns whose types are known to change values."""
        if mapper not in self._columns:
            self._columns[mapper] = [
                (attribute.key, column)
                for attribute in mapper.column_attrs
                for column in attribute.columns[:1]
                if isinstance(column, Column)
                and column.table is mapper.local_table
                and _is_changing(column.type)
            ]
        return self._columns[mapper]

    def _compare(
        self,
        connection: Connection,
        state: InstanceState[Any],
        columns: list[tuple[str, Column[Any]]],
    ) -> None:
        given = [(key, column) for key, column in columns if key in state.dict]
        try:
            stored = list(_stored(connection, state, [one for _, one in given]))
        except Exception:  # noqa: BLE001 - drivers and types raise anything
            return
        for (key, column), (raw, value) in zip(given, stored, strict=False):
            found = difference(column.type, state.dict[key], raw, value)
            if found:
                self._tell(state, key, column.type, *found)

    def _tell(
        self,
        state: InstanceState[Any],
        key: str,
        type_: Any,
        how: str,
        given: str,
        stored: str,
    ) -> None:
        model = state.class_.__name__
        file, line = self._place(state)
        if (model, key, how) in self._told or file is None:
            return
        self._told.add((model, key, how))
        self.write(
            "stored",
            how=how,
            model=model[:MAX_TEXT],
            attribute=key[:MAX_TEXT],
            given=given[:MAX_TEXT],
            stored=stored[:MAX_TEXT],
            zoned=bool(getattr(type_, "timezone", False)),
            exact=getattr(type_, "scale", None) is not None,
            file=file,
            line=line,
        )

    def _place(self, state: InstanceState[Any]) -> Place:
        return self._sessions.changes.touched(state) or self.place()


def _is_changing(type_: Any) -> bool:
    """A type of the libraries; one of the program's own means what it does."""
    known = type(type_).__module__.partition(".")[0] in {"sqlalchemy", "sqlmodel"}
    return known and isinstance(type_, CHANGING)


def _stored(
    connection: Connection, state: InstanceState[Any], columns: list[Column[Any]]
) -> Iterator[tuple[Any, Any]]:
    """The values of one row, as the driver gives them and as the types read them."""
    mapper, dialect = state.mapper, connection.dialect
    key = mapper.primary_key_from_instance(state.obj())
    same = (
        column == value for column, value in zip(mapper.primary_key, key, strict=True)
    )
    compiled = select(*columns).where(and_(*same)).compile(dialect=dialect)
    values = compiled.construct_params()
    bound = tuple(
        _bound(compiled._bind_processors.get(name), values[name])
        for name in compiled.positiontup or ()
    )
    with closing(connection.connection.cursor()) as cursor:
        cursor.execute(MARK + compiled.string, bound)
        row = cursor.fetchone() or ()
    for column, raw in zip(columns, row, strict=False):
        read = column.type.dialect_impl(dialect).result_processor(dialect, None)
        try:
            yield raw, read(raw) if read else raw
        except (LookupError, ValueError, TypeError):
            yield raw, UNREADABLE


def _bound(process: Any, value: Any) -> Any:
    return process(value) if process else value
