"""Records connections that are not returned, and what they write without a commit."""

import gc
import itertools
import re
import weakref
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Engine
from sqlalchemy.engine.interfaces import ExecutionContext
from sqlalchemy.ext.asyncio import AsyncConnection

from mcp_server.observe import activity
from mcp_server.observe.recorders import units
from mcp_server.observe.recorders.hooks import listen, replace
from mcp_server.observe.recorders.pending import Pending, Place, Write, total
from mcp_server.observe.recorders.recorder import Recorder

WRITE = re.compile(
    r"\s*(?P<verb>INSERT|UPDATE|DELETE|REPLACE)\b(?:\s+(?:OR\s+\w+|INTO|FROM))*"
    r"\s+[\"`\[]?(?P<table>\w+)",
    re.IGNORECASE,
)
DEFINITION = re.compile(
    r"\s*(?P<verb>CREATE|ALTER|DROP)\s+(?:TABLE|INDEX|UNIQUE INDEX)\s+"
    r"(?:IF\s+(?:NOT\s+)?EXISTS\s+)?[\"`\[]?(?P<table>\w+)",
    re.IGNORECASE,
)
CHECKOUT = "_sqlmodel_production_checkout"
"""Attribute of a connection with what is known of it."""
MAX_NAME = 100
MOST_RECORDS = 1_000
MOST_CONNECTIONS = 10_000
"""Connections whose life is followed."""


@dataclass
class Checkout:
    """One connection from when it is taken out of the pool until it is returned."""

    number: int
    place: Place
    judged: bool
    request: int | None
    session: bool = False
    """A session has it: that one is judged."""
    owner: Any = None
    """Weak reference to that session."""
    closed: bool = False
    raising: bool = False
    unit: object = None
    """The piece of work that began the transaction which is open."""
    begun: Place = (None, None)
    """Where it did."""
    pending: Pending = field(default_factory=Pending)
    alive: Any = None

    def is_flushing(self) -> bool:
        """A session is writing its objects: it tells of them itself."""
        session = self.owner and self.owner()
        return bool(session and session._flushing)


class ConnectionRecorder(Recorder):
    """Follows every Core connection, those of sessions included."""

    def install(self) -> None:
        """Start listening."""
        self._open: dict[int, Checkout] = {}
        self._written: Counter[str] = Counter()
        self._all: list[Checkout] = []
        self.on_commit: list[Callable[[Checkout], None]] = []
        self._numbers = itertools.count(1)
        listen(Engine, "engine_connect", self._connected)
        listen(Engine, "begin", self._begun)
        listen(Engine, "commit", self._committed)
        listen(Engine, "rollback", self._ended)
        listen(Engine, "savepoint", self._savepoint)
        listen(Engine, "rollback_savepoint", self._rolled_back)
        listen(Engine, "release_savepoint", self._released)
        listen(Engine, "after_cursor_execute", self._executed)
        self._wrap_close()
        self._wrap_async_exit()

    def follow(self, connection: Connection) -> Checkout:
        """What is known of a connection."""
        # Kept by the connection itself, as a session keeps its life.
        found: Checkout | None = vars(connection).get(CHECKOUT)
        return found or self._connected(connection)

    def open_here(self) -> Checkout | None:
        """A connection in whose transaction the current piece of work is."""
        unit = units.current()
        for number, one in list(self._open.items()):
            if one.alive() is None:
                del self._open[number]
            elif one.unit == unit:
                return one
        return None

    def _connected(self, connection: Connection) -> Checkout:
        program = self.files.stack()
        request = activity.request.get()
        found = Checkout(
            number=next(self._numbers),
            place=self.place(),
            judged=bool(program) and self.files.is_judged(program[0][0]),
            request=request.number if request else None,
        )
        found.alive = weakref.ref(connection)
        vars(connection)[CHECKOUT] = found
        if len(self._all) < MOST_CONNECTIONS and not activity.is_own():
            self._all.append(found)
        return found

    def _begun(self, connection: Connection) -> None:
        checkout = self.follow(connection)
        checkout.unit, checkout.begun = units.current(), self.place()
        self._open[checkout.number] = checkout

    def _committed(self, connection: Connection) -> None:
        for listener in self.on_commit:
            listener(self.follow(connection))
        self._ended(connection)

    def _ended(self, connection: Connection) -> None:
        checkout = self.follow(connection)
        checkout.unit = None
        checkout.pending.clear()
        self._open.pop(checkout.number, None)

    def _savepoint(self, connection: Connection, name: str | None) -> None:
        pending = self.follow(connection).pending
        pending.savepoints[str(name)] = len(pending.writes)

    def _rolled_back(self, connection: Connection, name: str, _context: None) -> None:
        self.follow(connection).pending.back_to(name)

    def _released(self, connection: Connection, name: str, _context: None) -> None:
        self.follow(connection).pending.release(name)

    def _executed(
        self,
        connection: Connection,
        cursor: Any,
        sql: str,
        _parameters: object,
        _context: ExecutionContext | None,
        _executemany: bool,
    ) -> None:
        match = WRITE.match(sql) or DEFINITION.match(sql)
        if match is None or activity.is_own():
            return
        checkout = self.follow(connection)
        rows = self._rows(connection, cursor, match)
        if rows and not checkout.is_flushing():
            file, line = self.place()
            write = Write(match["verb"].upper(), match["table"], file, line)
            checkout.pending.add(write, rows)

    def _rows(self, connection: Connection, cursor: Any, match: Any) -> int:
        """How many rows would be lost; one for a change of the schema."""
        if match.re is DEFINITION:
            # A public question for it would ask the database.
            return 0 if connection._is_autocommit_isolation() else 1
        if not in_transaction(connection):
            return 0
        rows: int = cursor.rowcount
        # SQLite does not know the count before all returned rows are fetched.
        return max(rows, 1) if match["verb"].upper() == "INSERT" else max(rows, 0)

    def _wrap_close(self) -> None:
        def around(original: Any) -> Any:
            def close(connection: Connection) -> None:
                checkout = vars(connection).get(CHECKOUT)
                if checkout and not checkout.closed:
                    self._closing(checkout)
                original(connection)

            return close

        replace(Connection, "close", around)

    def _closing(self, checkout: Checkout) -> None:
        checkout.closed, checkout.unit = True, None
        self._open.pop(checkout.number, None)
        if not (checkout.session or checkout.raising or units.raising()):
            self.tell_lost("connection", "closed", checkout.pending.writes)
        checkout.pending.clear()

    def _wrap_async_exit(self) -> None:
        """The connection is closed by another task, which knows of no exception."""

        def around(original: Any) -> Any:
            async def leave(
                connection: Any, type_: Any, value: Any, trace: Any
            ) -> None:
                checkout = vars(connection.sync_connection or connection).get(CHECKOUT)
                if checkout:
                    checkout.raising = units.is_failure(value)
                await original(connection, type_, value, trace)

            return leave

        replace(AsyncConnection, "__aexit__", around)

    def tell_lost(
        self,
        owner: str,
        ended: str,
        writes: list[tuple[Write, int]],
        request: int | None = None,
    ) -> None:
        """Report what was written and is lost; only what judged lines wrote."""
        for write, rows in total(writes):
            if write.file is not None:
                self.write_of(
                    request,
                    "uncommitted",
                    owner=owner,
                    ended=ended,
                    action=write.action,
                    subject=write.subject[:MAX_NAME],
                    rows=rows,
                    file=write.file,
                    line=write.line,
                )

    def tell_unreturned(
        self, owner: str, ended: str, place: Place, request: int | None
    ) -> None:
        """Report a session or connection that nobody gave back."""
        file, line = place
        self.write_of(
            request, "unreturned", owner=owner, ended=ended, file=file, line=line
        )

    def write_of(self, request: int | None, kind: str, **fields: Any) -> None:
        """Report one record of a request that may be over; not more than are read."""
        self._written[kind] += 1
        if self._written[kind] > MOST_RECORDS:
            return
        if request is None:
            self.write(kind, **fields)
        else:
            self.report.write(kind, phase=activity.phase, request=request, **fields)

    def finish(self) -> None:
        """Tell of the connections that were never closed."""
        gc.collect()
        for one in self._all:
            if one.closed or one.session or not one.judged:
                continue
            ended = "open" if one.alive() is not None else "collected"
            self.tell_unreturned("connection", ended, one.place, one.request)
            self.tell_lost("connection", ended, one.pending.writes, one.request)


def in_transaction(connection: Connection) -> bool:
    """SQLite itself has begun a transaction: it is not in autocommit mode."""
    driver = connection.connection.driver_connection
    return bool(getattr(driver, "in_transaction", True))
