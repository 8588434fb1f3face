"""Records sessions that are not closed, and what they write without a commit."""

import itertools
import weakref
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session, SessionTransaction
from starlette.background import BackgroundTask

from mcp_server.observe import activity
from mcp_server.observe.recorders import units
from mcp_server.observe.recorders.changes import Changes
from mcp_server.observe.recorders.connections import Checkout, ConnectionRecorder
from mcp_server.observe.recorders.hooks import listen, replace
from mcp_server.observe.recorders.pending import Place
from mcp_server.observe.recorders.recorder import Recorder
from mcp_server.observe.recorders.threads import Work

LIFE = "_sqlmodel_production_life"
"""Attribute of a session with what is known of it."""
MOST_SESSIONS = 5_000
"""Sessions whose life is followed."""


@dataclass
class Life:
    """One session from its creation on.

    It must not hold the session: the garbage collector is one of its ends.
    """

    number: int
    place: Place
    judged: bool
    request: int | None
    alive: Any
    phase: str
    begun: Place | None = None
    """Where it took the connection that it has now."""
    background: bool = False
    """It took that connection in a background task."""
    closed: bool = False
    external: bool = False
    """It works on a connection that somebody else commits."""
    raising: bool = False
    checkout: Checkout | None = None
    identities: Any = None
    new: Any = None
    deleted: Any = None
    """The session's own collections, which outlive it here."""
    requests: set[int] = field(default_factory=set)
    works: dict[Work, None] = field(default_factory=dict)
    """The requests, and the pieces of work in other threads, that used it."""


class SessionRecorder(Recorder):
    """Follows every ORM session, sync and async."""

    def __init__(self, connections: ConnectionRecorder, changes: Changes) -> None:
        super().__init__(connections.report, connections.files)
        self._connections = connections
        self.changes = changes

    def install(self) -> None:
        """Start listening."""
        self.all: list[Life] = []
        self._numbers = itertools.count(1)
        listen(Session, "after_begin", self._begun)
        listen(Session, "after_transaction_end", self._ended)
        listen(Session, "after_flush", self._flushed)
        replace(Session, "__init__", self._creating)
        replace(Session, "expunge_all", self._expunging)
        for name in ("close", "reset", "invalidate"):
            replace(Session, name, self._closing)
        replace(AsyncSession, "__aexit__", self._leaving)
        replace(BackgroundTask, "__call__", _after_the_response)

    def life(self, session: Session) -> Life:
        """What is known of a session."""
        # Kept by the session itself: when the garbage collector comes, references from
        # elsewhere are gone before the program's generators have closed their sessions.
        return vars(session).get(LIFE) or self._created(session)

    def _creating(self, original: Any) -> Any:
        def create(session: Session, *arguments: Any, **options: Any) -> None:
            original(session, *arguments, **options)
            self._created(session)

        return create

    def _created(self, session: Session) -> Life:
        program = self.files.stack()
        request = activity.request.get()
        life = Life(
            number=next(self._numbers),
            place=self.place(),
            judged=bool(program) and self.files.is_judged(program[0][0]),
            request=request.number if request else None,
            alive=weakref.ref(session),
            phase=activity.phase,
            external=isinstance(session.bind, Connection),
        )
        vars(session)[LIFE] = life
        _refer(session, life)
        if len(self.all) < MOST_SESSIONS:
            self.all.append(life)
        return life

    def _begun(
        self, session: Session, transaction: SessionTransaction, connection: Connection
    ) -> None:
        life = self.life(session)
        if not life.external:
            life.checkout = checkout = self._connections.follow(connection)
            checkout.session = True
            checkout.owner = life.alive
            # What is done with a session of the program afterwards is not its leak.
            if not transaction.nested and life.phase == activity.phase:
                life.begun = self.place()
                life.background = activity.background.get()
        request = activity.request.get()
        if request:
            life.requests.add(request.number)

    def _ended(self, session: Session, transaction: SessionTransaction) -> None:
        if transaction.parent is None:
            self.life(session).begun = None

    def _flushed(self, session: Session, _context: object) -> None:
        checkout = self.life(session).checkout
        if checkout:
            modified = session.identity_map._modified
            for one in self.changes.of(session._new, session._deleted, modified):
                checkout.pending.add(one, 1)

    def _expunging(self, original: Any) -> Any:
        def expunge_all(session: Session) -> None:
            original(session)
            _refer(session, self.life(session))

        return expunge_all

    def _closing(self, original: Any) -> Any:
        def close(session: Session) -> None:
            life = self.life(session)
            if not (life.raising or units.raising()):
                self._tell_lost(life, "closed")
            life.closed, life.raising = True, False
            if life.checkout:
                life.checkout.pending.clear()
                life.checkout = None
            try:
                original(session)
            finally:
                life.begun = None

        return close

    def _leaving(self, original: Any) -> Any:
        """The session is closed by another task, which knows of no exception."""

        async def leave(session: Any, type_: Any, value: Any, trace: Any) -> None:
            self.life(session.sync_session).raising = units.is_failure(value)
            await original(session, type_, value, trace)

        return leave

    def _tell_lost(self, life: Life, ended: str) -> None:
        """What it wrote, and what it has not even sent, in this order."""
        if life.external or not life.judged:
            return
        writes = list(life.checkout.pending.writes) if life.checkout else []
        unsent = self.changes.of(life.new, life.deleted, life.identities._modified)
        writes += [(write, 1) for write in unsent]
        self._connections.tell_lost("session", ended, writes, life.request)

    def finish(self) -> None:
        """Tell of the sessions that were never closed."""
        for life in self.all:
            ended = "open" if life.alive() is not None else "collected"
            if life.begun and life.judged and not life.external:
                place = life.begun if life.closed else life.place
                again = "background" if life.background else "reused"
                how = again if life.closed else ended
                self._connections.tell_unreturned("session", how, place, life.request)
            self._tell_lost(life, ended)


def _after_the_response(original: Any) -> Any:
    async def call(task: BackgroundTask) -> None:
        token = activity.background.set(True)
        try:
            await original(task)
        finally:
            activity.background.reset(token)

    return call


def _refer(session: Session, life: Life) -> None:
    """Keep hold of the collections of a session, which expunge_all() replaces."""
    life.identities, life.new = session.identity_map, session._new
    life.deleted = session._deleted
