"""Calls an application as a server does, on one event loop, and never waits for ever.

Starlette's TestClient waits for a thread of its own without a limit, so one endpoint
that streams for ever would end the whole run.
"""

import asyncio
import contextvars
import json
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from fastapi import FastAPI

from mcp_server.observe.recorders.requests import PROBE, Probe

SECONDS = 2.0
"""For one request, start-up or shut-down: only what hangs takes longer."""
MOST_BODY = 1_000_000
"""Bytes of an answer after which the client hangs up: a stream may have no end."""
MOST_CHUNKS = 2_000


@dataclass
class Answer:
    """What came back."""

    probe: Probe
    status: int | None = None
    """None if the application raised before it answered, or did not answer."""
    body: bytes = b""
    raised: BaseException | None = None
    gave_up: bool = False
    """It did not end in time."""
    hung: bool = False
    """It did not even begin to answer in time."""
    chunks: int = 0

    def json(self) -> Any:
        """The body as JSON; None if it is none."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            return None

    @property
    def statements(self) -> int:
        """SQL statements that were sent while it was made."""
        return self.probe.seen.statements if self.probe.seen else 0

    @property
    def ok(self) -> bool:
        """It was answered as done."""
        return self.status is not None and 200 <= self.status < 300


@dataclass
class Call:
    """One HTTP request."""

    method: str
    target: str
    """Path with query."""
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    is_form: bool = False

    def content(self) -> bytes:
        """The body as it is sent."""
        if self.body is None or isinstance(self.body, bytes):
            return self.body or b""
        try:
            return json.dumps(self.body).encode()
        except (TypeError, ValueError):
            return b"null"


class Application:
    """A started application."""

    def __init__(self, app: FastAPI) -> None:
        self.app = app
        self.stuck = False
        """Something runs on and cannot be stopped: nothing more can be asked."""
        self._runner = asyncio.Runner()
        self._state: dict[str, Any] = {}
        self._events: asyncio.Queue[dict[str, Any]] | None = None
        self._lifespan: asyncio.Task[None] | None = None

    def start(self) -> BaseException | None:
        """Run the start-up; what it raised.

        Raises:
            TimeoutError: it did not end.
        """
        raised: BaseException | None = self._run(self._start())
        return raised

    async def _start(self) -> BaseException | None:
        self._events, started = asyncio.Queue(), asyncio.Event()

        async def send(message: dict[str, Any]) -> None:
            if message["type"].startswith("lifespan.startup"):
                started.set()

        scope = {
            "type": "lifespan",
            "asgi": {"version": "3.0", "spec_version": "2.0"},
            "state": self._state,
        }
        self._events.put_nowait({"type": "lifespan.startup"})
        application: Any = self.app
        self._lifespan = asyncio.create_task(application(scope, self._events.get, send))
        waiting = asyncio.create_task(started.wait())
        await asyncio.wait(
            {waiting, self._lifespan}, timeout=SECONDS, return_when="FIRST_COMPLETED"
        )
        waiting.cancel()
        await asyncio.sleep(0)
        if not self._lifespan.done() and not started.is_set():
            await self._give_up(self._lifespan)
            raise TimeoutError
        return self._lifespan.exception() if self._lifespan.done() else None

    def stop(self) -> None:
        """Run the shut-down, and end the loop unless something does not end."""
        if self.stuck:
            return
        with suppress(Exception):
            self._run(self._stop())
        if not self.stuck:
            with suppress(Exception):
                self._runner.close()

    async def _stop(self) -> None:
        if self._events is None or self._lifespan is None or self._lifespan.done():
            return
        self._events.put_nowait({"type": "lifespan.shutdown"})
        await asyncio.wait({self._lifespan}, timeout=SECONDS)
        await self._give_up(self._lifespan)

    def _run(self, work: Coroutine[Any, Any, Any]) -> Any:
        # The runner would go on with the context of its first run.
        return self._runner.run(work, context=contextvars.copy_context())

    def request(self, call: Call, probe: Probe) -> Answer:
        """Send one request and wait for the whole answer, at most some seconds."""
        answer = Answer(probe)
        try:
            self._run(self._request(call, answer))
        except BaseException as error:  # noqa: BLE001 - even an exit is its answer
            answer.raised = error
        return answer

    async def _request(self, call: Call, answer: Answer) -> None:
        exchange = _Exchange(call, answer)
        scope = {**_scope(call), PROBE: answer.probe, "state": dict(self._state)}
        application: Any = self.app
        task = asyncio.create_task(application(scope, exchange.receive, exchange.send))
        await asyncio.wait({task}, timeout=SECONDS)
        if not task.done():
            answer.gave_up = True
            answer.hung = not answer.chunks  # a stream has answered
            exchange.gone.set()
            await self._give_up(task)
        elif not task.cancelled() and (error := task.exception()):
            answer.raised = error

    async def _give_up(self, task: asyncio.Task[None]) -> None:
        """Cancel what has not ended; a thread in it cannot be cancelled."""
        if task.done():
            return
        task.cancel()
        await asyncio.wait({task}, timeout=SECONDS / 4)
        self.stuck = not task.done()


class _Exchange:
    """The client's side of one request."""

    def __init__(self, call: Call, answer: Answer) -> None:
        self.gone = asyncio.Event()
        """The client has hung up."""
        self._content = [call.content()]
        self._answer = answer

    async def receive(self) -> dict[str, Any]:
        """The whole body at once, and nothing more until the client hangs up."""
        if self._content:
            return {"type": "http.request", "body": self._content.pop()}
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: dict[str, Any]) -> None:
        """Take what is answered, up to a limit."""
        answer = self._answer
        if message["type"] == "http.response.start":
            answer.status = message["status"]
        elif message["type"] == "http.response.body":
            answer.body += message.get("body", b"")[:MOST_BODY]
            answer.chunks += 1
            if len(answer.body) >= MOST_BODY or answer.chunks >= MOST_CHUNKS:
                self.gone.set()


def _scope(call: Call) -> dict[str, Any]:
    path, _, query = call.target.partition("?")
    kind = "x-www-form-urlencoded" if call.is_form else "json"
    headers = {"host": "testserver", "accept": "*/*", "user-agent": "validator"}
    if content := call.content():
        headers["content-type"] = f"application/{kind}"
        headers["content-length"] = str(len(content))
    headers |= {name.lower(): value for name, value in call.headers.items()}
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": call.method,
        "scheme": "http",
        "path": unquote(path),
        "raw_path": path.encode("latin-1", errors="replace"),
        "root_path": "",
        "query_string": query.encode(),
        "headers": [
            (name.encode("latin-1", "replace"), value.encode("latin-1", "replace"))
            for name, value in headers.items()
        ],
        "client": ("testclient", 50_000),
        "server": ("testserver", 80),
    }
