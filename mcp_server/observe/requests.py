"""Records every HTTP request that an application of the program answers."""

import itertools
from functools import wraps
from typing import Any

import fastapi.routing
from fastapi import FastAPI

from mcp_server.observe import activity
from mcp_server.observe.recorder import Recorder

MAX_PATH, MAX_ERROR = 300, 1_000


class RequestRecorder(Recorder):
    """Stands around every application of the process."""

    def install(self) -> None:
        """Number each request, and note which endpoint answers it."""
        self._numbers = itertools.count(1)
        self._wrap_application()
        _note_endpoints()

    def _wrap_application(self) -> None:
        original: Any = FastAPI.__call__

        async def call(app: FastAPI, scope: Any, receive: Any, send: Any) -> None:
            if scope["type"] != "http" or activity.request.get():
                await original(app, scope, receive, send)
            else:
                await self._answer(original, app, scope, receive, send)

        # mypy compares the names of parameters, too: ASGI has them by position.
        FastAPI.__call__ = call  # type: ignore[method-assign, assignment]

    async def _answer(
        self, original: Any, app: FastAPI, scope: Any, receive: Any, send: Any
    ) -> None:
        seen = activity.Request(next(self._numbers))
        status: list[int] = []

        async def noting_send(message: Any) -> None:
            if message["type"] == "http.response.start":
                status.append(message["status"])
            await send(message)

        token = activity.request.set(seen)
        raised: BaseException | None = None
        try:
            await original(app, scope, receive, noting_send)
        except BaseException as error:
            raised = error
            raise
        finally:
            file, line = self.endpoint()
            self._tell(seen.number, scope, status, raised, file, line)
            activity.request.reset(token)

    def _tell(
        self,
        number: int,
        scope: Any,
        status: list[int],
        raised: BaseException | None,
        file: str | None,
        line: int | None,
    ) -> None:
        route = scope.get("route")
        error = f"{type(raised).__name__}: {raised}"[:MAX_ERROR] if raised else None
        self.write(
            "request",
            number=number,
            method=scope["method"],
            path=scope["path"][:MAX_PATH],
            route=getattr(route, "path", None),
            status=status[0] if status else None,
            error=error,
            file=file,
            line=line,
        )


def _note_endpoints() -> None:
    """Every endpoint passes through one function of FastAPI."""
    original: Any = fastapi.routing.run_endpoint_function

    @wraps(original)
    async def run(*, dependant: Any, **options: Any) -> Any:
        seen = activity.request.get()
        if seen:
            seen.endpoint = getattr(dependant.call, "__code__", None)
        return await original(dependant=dependant, **options)

    vars(fastapi.routing)["run_endpoint_function"] = run
