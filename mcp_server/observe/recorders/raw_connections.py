"""Records raw driver connections of an engine that are not returned or committed."""

import sys
import weakref
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine
from sqlalchemy.pool.base import _ConnectionFairy

from mcp_server.observe.recorders import units
from mcp_server.observe.recorders.connections import ConnectionRecorder
from mcp_server.observe.recorders.hooks import replace
from mcp_server.observe.recorders.pending import Place, Write
from mcp_server.observe.recorders.recorder import Recorder

CONNECTION = Connection.__init__.__code__
"""SQLAlchemy's own connections take theirs from the same method."""
RAW = "_sqlmodel_production_raw"
"""Attribute of a connection with what is known of it."""
MOST_CONNECTIONS = 1_000


@dataclass
class _Raw:
    place: Place
    alive: Any
    closed: bool = False


class RawConnectionRecorder(Recorder):
    """Follows what `engine.raw_connection()` gives to the program."""

    def __init__(self, connections: ConnectionRecorder) -> None:
        super().__init__(connections.report, connections.files)
        self._connections = connections
        self._all: list[_Raw] = []

    def install(self) -> None:
        """Start listening."""
        replace(Engine, "raw_connection", self._taking)
        replace(_ConnectionFairy, "close", self._closing)

    def _taking(self, original: Any) -> Any:
        def raw_connection(engine: Engine) -> Any:
            connection = original(engine)
            if sys._getframe(1).f_code is not CONNECTION:
                self._taken(connection)
            return connection

        return raw_connection

    def _taken(self, connection: Any) -> None:
        program = self.files.stack()
        judged = bool(program) and self.files.is_judged(program[0][0])
        if judged and len(self._all) < MOST_CONNECTIONS:
            raw = _Raw(program[0], weakref.ref(connection))
            vars(connection)[RAW] = raw
            self._all.append(raw)

    def _closing(self, original: Any) -> Any:
        def close(connection: Any) -> None:
            raw: _Raw | None = vars(connection).get(RAW)
            if raw and not raw.closed:
                raw.closed = True
                driver = connection.driver_connection
                # SQLite begins a transaction at the first write, not before.
                if getattr(driver, "in_transaction", False) and not units.raising():
                    write = Write("wrote", "raw connection", *raw.place)
                    lost = [(write, 1)]
                    self._connections.tell_lost("raw connection", "closed", lost)
            original(connection)

        return close

    def finish(self) -> None:
        """Tell of those that were never closed."""
        for raw in self._all:
            if not raw.closed:
                ended = "open" if raw.alive() is not None else "collected"
                self._connections.tell_unreturned(
                    "raw connection", ended, raw.place, None
                )
