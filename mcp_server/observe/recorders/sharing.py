"""Records sessions that several requests, tasks or threads use."""

import itertools
from typing import Any
from weakref import WeakKeyDictionary

from fastapi import FastAPI
from sqlalchemy import Connection, Engine
from sqlalchemy.engine.interfaces import ExceptionContext
from sqlalchemy.orm import ORMExecuteState, Session, SessionTransaction
from sqlalchemy.orm.session import SessionTransactionState

from mcp_server.observe import activity
from mcp_server.observe.recorders import units
from mcp_server.observe.recorders.hooks import listen, replace
from mcp_server.observe.recorders.recorder import Recorder
from mcp_server.observe.recorders.sessions import Life, SessionRecorder
from mcp_server.observe.recorders.threads import ThreadRecorder

MOST_WORKS = 50
"""Threads whose use of one session is remembered."""


class SharingRecorder(Recorder):
    """Looks who uses a session, and who uses it while another one does."""

    def __init__(self, sessions: SessionRecorder, threads: ThreadRecorder) -> None:
        super().__init__(sessions.report, sessions.files)
        self._sessions = sessions
        self._threads = threads
        self._overridden = False

    def install(self) -> None:
        """Start listening."""
        self._busy: WeakKeyDictionary[Connection, object] = WeakKeyDictionary()
        self._told: set[tuple[Any, ...]] = set()
        listen(Session, "do_orm_execute", self._executed)
        listen(Session, "before_flush", self._used)
        listen(Engine, "before_cursor_execute", self._starts)
        listen(Engine, "after_cursor_execute", self._ends)
        listen(Engine, "handle_error", self._failed)
        replace(
            SessionTransaction, "_raise_for_prerequisite_state", self._not_permitted
        )
        replace(FastAPI, "__call__", self._answering)

    def _executed(self, state: ORMExecuteState) -> None:
        self._used(state.session)

    def _used(self, session: Session, *_flush: Any) -> None:
        if activity.is_own():
            return
        life, request = self._sessions.life(session), activity.request.get()
        if request:
            # FastAPI hands a session from one thread to the other, which is allowed.
            life.requests.add(request.number)
        elif (work := self._threads.current()) and len(life.works) < MOST_WORKS:
            life.works[work] = None

    def _answering(self, original: Any) -> Any:
        """Tests that override dependencies share their session on purpose."""

        async def call(app: FastAPI, scope: Any, receive: Any, send: Any) -> None:
            self._overridden = self._overridden or bool(app.dependency_overrides)
            await original(app, scope, receive, send)

        return call

    def _starts(self, connection: Connection, *_details: Any) -> None:
        if not connection.dialect.is_async or activity.is_own():
            return
        task = units.task()
        other = self._busy.setdefault(connection, task)
        if other is not task:
            self._tell_overlap()

    def _ends(self, connection: Connection, *_details: Any) -> None:
        if self._busy.get(connection) is units.task():
            self._busy.pop(connection, None)

    def _failed(self, context: ExceptionContext) -> None:
        if context.connection is not None:
            self._ends(context.connection)

    def _not_permitted(self, original: Any) -> Any:
        """SQLAlchemy refuses the second task while the first one connects."""

        def refuse(transaction: SessionTransaction, operation: str, state: Any) -> Any:
            if state is SessionTransactionState.PROVISIONING_CONNECTION:
                self._tell_overlap()
            return original(transaction, operation, state)

        return refuse

    def _tell_overlap(self) -> None:
        file, line = self.place()
        if len(self._told) < MOST_WORKS and (file, line) not in self._told and file:
            self._told.add((file, line))
            self.write("sharing", by="tasks", users=2, file=file, line=line)

    def finish(self) -> None:
        """Tell of the sessions that served several requests or threads."""
        for life in self._sessions.all:
            if not life.judged:
                continue
            if len(life.requests) > 1 and not self._overridden:
                self._tell(life, "requests", len(life.requests))
            pairs = itertools.combinations(life.works, 2)
            if any(one.may_overlap(other) for one, other in pairs):
                self._tell(life, "threads", len(life.works))

    def _tell(self, life: Life, by: str, users: int) -> None:
        file, line = life.place
        self.write("sharing", by=by, users=users, file=file, line=line)
