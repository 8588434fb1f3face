"""Records calls that wait: inside an open transaction, or on the event loop's thread.

The call decides, not a clock: the same program has the same records every time.
"""

import asyncio
import asyncio.base_events
import inspect
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType
from typing import Any

import fastapi
import starlette
from sqlalchemy import Connection, Engine
from sqlalchemy.engine.interfaces import ExecutionContext

from mcp_server.observe import activity
from mcp_server.observe.recorders.connections import ConnectionRecorder
from mcp_server.observe.recorders.hooks import listen, replace
from mcp_server.observe.recorders.recorder import Recorder

LEAST_SECONDS = 0.05
"""A shorter sleep only gives way to others."""
FRAMEWORK = tuple(
    str(Path(module.__file__ or "").parent) for module in (fastapi, starlette)
)
INTERNET = (socket.AF_INET, socket.AF_INET6)
MOST_CALLS = 200


class SlowCallRecorder(Recorder):
    """Stands before sleeping, connecting, starting processes, and synchronous SQL."""

    def __init__(self, connections: ConnectionRecorder) -> None:
        super().__init__(connections.report, connections.files)
        self._connections = connections
        self._seen: set[tuple[Any, ...]] = set()

    def install(self) -> None:
        """Start listening."""
        listen(Engine, "before_cursor_execute", self._statement)
        replace(time, "sleep", self._sleeping)
        replace(asyncio.tasks, "sleep", self._sleeping_async)
        replace(asyncio, "sleep", lambda _: asyncio.tasks.sleep)
        replace(socket, "getaddrinfo", self._resolving)
        loop = asyncio.base_events.BaseEventLoop
        replace(loop, "getaddrinfo", self._resolving_async)
        replace(socket.socket, "connect", self._connecting)
        replace(subprocess.Popen, "__init__", self._starting)

    def _sleeping(self, original: Any) -> Any:
        def sleep(seconds: Any) -> None:
            if seconds >= LEAST_SECONDS:
                self._called("time.sleep()", blocks=True)
            original(seconds)

        return sleep

    def _sleeping_async(self, original: Any) -> Any:
        async def sleep(delay: Any, result: Any = None) -> Any:
            if delay >= LEAST_SECONDS:
                self._called("asyncio.sleep()", blocks=False)
            return await original(delay, result)

        return sleep

    def _resolving(self, original: Any) -> Any:
        def getaddrinfo(*arguments: Any, **options: Any) -> Any:
            self._called("A network call", blocks=True)
            return original(*arguments, **options)

        return getaddrinfo

    def _resolving_async(self, original: Any) -> Any:
        async def getaddrinfo(*arguments: Any, **options: Any) -> Any:
            self._called("A network call", blocks=False)
            return await original(*arguments, **options)

        return getaddrinfo

    def _connecting(self, original: Any) -> Any:
        def connect(one: socket.socket, address: Any) -> Any:
            if one.family in INTERNET:
                self._called("A network call", blocks=one.gettimeout() != 0)
            return original(one, address)

        return connect

    def _starting(self, original: Any) -> Any:
        def start(process: Any, *arguments: Any, **options: Any) -> None:
            self._called("A subprocess", blocks=False)
            original(process, *arguments, **options)

        return start

    def _statement(
        self,
        connection: Connection,
        _cursor: object,
        _sql: str,
        _parameters: object,
        _context: ExecutionContext | None,
        _executemany: bool,
    ) -> None:
        """SQL of a synchronous engine, sent where a loop has other work to do."""
        if asyncio._get_running_loop() is None or connection.dialect.is_async:
            return
        if not activity.is_own() and self._in_coroutine():
            self._tell("Synchronous SQL", held=None, blocking=True)

    def _called(self, call: str, *, blocks: bool) -> None:
        held = self._connections.open_here()
        blocking = blocks and self._in_coroutine()
        if held or blocking:
            self._tell(call, held and held.begun, blocking=blocking)

    def _tell(self, call: str, held: Any, *, blocking: bool) -> None:
        file, line = self.place()
        key = (call, held, blocking, file, line)
        if file is None or key in self._seen or len(self._seen) >= MOST_CALLS:
            return
        self._seen.add(key)
        self.write(
            "slow-call",
            call=call,
            held_since=held[1] if held and held[0] == file else None,
            held=held is not None,
            blocking=blocking,
            file=file,
            line=line,
        )

    def _in_coroutine(self) -> bool:
        """A loop waits in this thread for a coroutine function of the program.

        While an application starts or stops, nobody else waits.
        """
        if asyncio._get_running_loop() is None:
            return False
        frame: FrameType | None = sys._getframe(1)
        found = serving = False
        while frame is not None:
            code = frame.f_code
            name = self.files.name(code.co_filename)
            if code.co_flags & inspect.CO_COROUTINE and name:
                found = found or self.files.is_judged(name)
            serving = serving or code.co_filename.startswith(FRAMEWORK)
            frame = frame.f_back
        return found and not (serving and activity.request.get() is None)
