"""Records every HTTP request that an application of the program answers."""

import itertools
import re
import time
from asyncio import CancelledError
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

import fastapi.routing
from fastapi import FastAPI
from sqlalchemy import Connection, Engine

from mcp_server.observe import activity
from mcp_server.observe.raised import described
from mcp_server.observe.recorders.hooks import listen, replace
from mcp_server.observe.recorders.recorder import Recorder

MAX_PATH, MAX_ERROR, MAX_RESPONSE, MAX_SEARCHED = 300, 1_000, 500, 65_536
PROBE = "sqlmodel_production.probe"
"""Where the scope of a request of ours has its `Probe`."""
SECRET = re.compile(
    rb'"((?:hashed_?|encrypted_?)?(?:password|passwd|passphrase)(?:_?(?:hash|digest))?'
    rb"|pwd_hash|pw_hash|secret|secret_key|client_secret|private_key|api_key|api_token"
    rb"|(?:refresh_|reset_|verification_)?token|(?:totp|otp|mfa)_secret"
    rb')"\s*:\s*"(?!\*+")[^"]',
    re.IGNORECASE,
)
"""A key that says it is a secret, and a text that is not masked."""


@dataclass
class Probe:
    """A request of ours: what it is for, and what was seen of it."""

    text: str
    """What we ask of the application, such as `list` or `negative limit`."""
    sent: str = ""
    seen: activity.Request | None = None
    raised: BaseException | None = None


class RequestRecorder(Recorder):
    """Stands around every application of the process."""

    def install(self) -> None:
        """Number each request, and note which endpoint answers it."""
        self._numbers = itertools.count(1)
        replace(FastAPI, "__call__", self._answering)
        # Every endpoint passes through one function of FastAPI.
        replace(fastapi.routing, "run_endpoint_function", _noting)
        listen(Engine, "before_cursor_execute", _count)

    def _answering(self, original: Any) -> Any:
        async def call(app: FastAPI, scope: Any, receive: Any, send: Any) -> None:
            if scope["type"] != "http" or activity.request.get():
                await original(app, scope, receive, send)
            elif activity.is_own():
                await _try(original, app, scope, receive, send)
            else:
                await self._answer(original, app, scope, receive, send)

        return call

    async def _answer(
        self, original: Any, app: FastAPI, scope: Any, receive: Any, send: Any
    ) -> None:
        seen = activity.Request(next(self._numbers))
        probe = scope.get(PROBE) or Probe("")
        probe.seen = seen
        response = _Response()

        async def noting_send(message: Any) -> None:
            response.note(message)
            await send(message)

        token = activity.request.set(seen)
        try:
            await original(app, scope, receive, noting_send)
        except CancelledError:  # the client has given up
            raise
        except BaseException as error:
            probe.raised = error
            raise
        finally:
            self._tell(seen, scope, response, probe)
            activity.request.reset(token)

    def _tell(
        self, seen: activity.Request, scope: Any, response: "_Response", probe: Probe
    ) -> None:
        file, line = self.endpoint()
        raised = probe.raised
        error = f"{type(raised).__name__}: {raised}"[:MAX_ERROR] if raised else None
        self.write(
            "request",
            number=seen.number,
            method=scope["method"],
            path=scope["path"][:MAX_PATH],
            route=_template(scope),
            status=response.status,
            error=error,
            raised=described(raised, self.files) if raised else None,
            probe=probe.text or None,
            sent=probe.sent[:MAX_RESPONSE],
            response=response.body[:MAX_RESPONSE].decode(errors="replace"),
            secrets=response.secrets(),
            statements=seen.statements,
            milliseconds=round(1000 * (time.monotonic() - seen.began), 1),
            file=file,
            line=line,
        )


def _template(scope: Any) -> str | None:
    """The path of the route with its parameters' names.

    A route does not know the prefix with which its router was included.
    """
    route = scope.get("route")
    path = getattr(route, "path", None)
    if path is None:
        return None
    values = {name: str(v) for name, v in scope.get("path_params", {}).items()}
    try:
        concrete = route.path_format.format(**values)
    except (AttributeError, KeyError, IndexError, ValueError):
        return str(path)
    prefix, found, _ = scope["path"].rpartition(concrete)
    return f"{prefix}{path}" if found else str(path)


async def _try(
    original: Any, app: FastAPI, scope: Any, receive: Any, send: Any
) -> None:
    """Answer a request that is told to nobody but its sender."""
    probe = scope.get(PROBE) or Probe("")
    probe.seen = activity.Request(0)
    token = activity.request.set(probe.seen)
    try:
        await original(app, scope, receive, send)
    except BaseException as error:
        probe.raised = error
        raise
    finally:
        activity.request.reset(token)


class _Response:
    """The beginning of what the application answered."""

    def __init__(self) -> None:
        self.status: int | None = None
        self.body = b""

    def note(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
        elif len(self.body) < MAX_SEARCHED:
            self.body += bytes(message.get("body", b""))[:MAX_SEARCHED]

    def secrets(self) -> list[str]:
        """Names of its keys that say so; what a login answers with is no secret."""
        if b'"access_token"' in self.body or b'"token_type"' in self.body:
            return []
        return sorted({name.decode() for name in SECRET.findall(self.body)})[:10]


def _count(connection: Connection, *_: Any) -> None:
    seen = activity.request.get()
    if seen:
        seen.statements += 1
        seen.engine = connection.engine
    if not activity.is_own():
        used[connection.engine] = None


used: WeakKeyDictionary[Engine, None] = WeakKeyDictionary()
"""Every engine of the program that has sent a statement, in order of first use."""


def _noting(original: Any) -> Any:
    """Note which function answers the request."""

    async def run(*, dependant: Any, **options: Any) -> Any:
        seen = activity.request.get()
        if seen:
            seen.endpoint = getattr(dependant.call, "__code__", None)
        return await original(dependant=dependant, **options)

    return run
