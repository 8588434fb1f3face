"""Turns an operation into requests, within a limit of requests and time."""

import json
import time
from collections import Counter
from typing import Any
from urllib.parse import quote, urlencode

from pydantic_core import to_jsonable_python
from sqlalchemy import Engine

from mcp_server.observe.exercise import values
from mcp_server.observe.exercise.asgi import Answer, Application, Call
from mcp_server.observe.exercise.known import Known
from mcp_server.observe.exercise.operations import Operation
from mcp_server.observe.recorders.recorder import Recorder
from mcp_server.observe.recorders.requests import Probe

MOST_REQUESTS = 300
CPU_SECONDS, WALL_SECONDS = 2.5, 6.0
"""The last resort, should the requests be unusually slow."""
ABSENT = object()
DENIED = (401, 403)


class Caller:
    """Calls the operations of one application."""

    def __init__(
        self, application: Application, known: Known, recorder: Recorder
    ) -> None:
        self.application = application
        self.known = known
        self.recorder = recorder
        self.denied: Counter[str] = Counter()
        """By operation: answers that asked for authorization."""
        self.engine: Engine | None = None
        """The one that the application uses, if it is known."""
        self.reserved = 0
        """Requests that are kept for what comes last."""
        self.left_out = 0
        self.slow = False
        self.count = 0
        self.bodies: dict[str, Any] = {}
        """By operation: the last body that was answered as done."""
        self._endless: set[str] = set()
        self._since = time.process_time(), time.monotonic()

    def ask(
        self,
        one: Operation,
        probe: str,
        *,
        path: dict[str, Any] | None = None,
        query: dict[str, Any] | None = None,
        body: Any = ABSENT,
        n: int = 101,
    ) -> Answer | None:
        """Send one request; None if it must be left out.

        What is not given is chosen: known identifiers, plausible values.
        """
        if not self.may_ask(one):
            return None
        body = self.body(one, n) if body is ABSENT else body
        path = {**self._known_path(one), **(path or {})}
        probe = self._honest(one, probe, path, body)
        target = self._target(one, path, query or {})
        is_form = one.is_form and isinstance(body, dict)
        content = urlencode(body).encode() if is_form else body
        call = Call(one.method, target, content, self._headers(one), is_form=is_form)
        sent = _brief(body) if body is not None else target.partition("?")[2]
        answer = self.send(call, Probe(probe, sent))
        self.note(one, answer)
        if answer.ok and body is not None:
            self.bodies[one.target] = body
        return answer

    def may_ask(self, one: Operation) -> bool:
        """It can be called, and called again."""
        if one.unsupported or one.target in self._endless or self.denied[one.target]:
            return False
        return self._may_go_on()

    def note(self, one: Operation, answer: Answer) -> None:
        """Remember what it makes no sense to call again."""
        if answer.status in DENIED:
            self.denied[one.target] += 1
        if answer.gave_up:
            self._endless.add(one.target)
        if answer.hung:
            self._tell_hung(one.target, answer)

    def send(self, call: Call, probe: Probe) -> Answer:
        """Send a request as it is."""
        self.count += 1
        return self.application.request(call, probe)

    def _tell_hung(self, target: str, answer: Answer) -> None:
        file, line = self.place(answer)
        sent = answer.probe.sent[:500]
        self.recorder.write(
            "unanswered", target=target[:300], sent=sent, file=file, line=line
        )

    def place(self, answer: Answer | None) -> tuple[str | None, int | None]:
        """File and line of the endpoint that answered."""
        seen = answer.probe.seen if answer else None
        code = seen.endpoint if seen else None
        name = self.recorder.files.name(code.co_filename) if code else None
        if code is None or name is None or not self.recorder.files.is_judged(name):
            return None, None
        return name, code.co_firstlineno

    def _may_go_on(self) -> bool:
        cpu = time.process_time() - self._since[0]
        wall = time.monotonic() - self._since[1]
        self.slow = self.slow or cpu > CPU_SECONDS or wall > WALL_SECONDS
        if self.application.stuck or self.slow or self._is_spent():
            self.left_out += 1
            return False
        return True

    def _is_spent(self) -> bool:
        return self.count >= MOST_REQUESTS - self.reserved

    def _known_path(self, one: Operation) -> dict[str, Any]:
        names = [parameter.name for parameter in one.in_path]
        return {name: self.known.path_value(one, name) for name in names}

    def _honest(
        self, one: Operation, probe: str, path: dict[str, Any], body: Any
    ) -> str:
        """Nothing plausible is known to exist: then it is another question."""
        if any(path[parameter.name] is None for parameter in one.in_path):
            return "missing id"
        if probe in ("create", "update") and isinstance(body, dict):
            for name in body:
                if name.endswith("_id") and self.known.reference(name) is None:
                    return f"{name} of nothing"
        return probe

    def _target(
        self, one: Operation, path: dict[str, Any], query: dict[str, Any]
    ) -> str:
        target = one.path
        for parameter in one.in_path:
            name = parameter.name
            value = path.get(name)
            if value is None:
                value = values.sample(parameter.schema, one.root, name)
            target = target.replace(f"{{{name}}}", quote(_text(value), safe=""))
        asked = {**self._required(one, "query"), **query}
        return f"{target}?{urlencode(asked, doseq=True)}" if asked else target

    def _required(self, one: Operation, place: str) -> dict[str, Any]:
        return {
            parameter.name: self._value(one, parameter.name, parameter.schema)
            for parameter in one.parameters
            if parameter.place == place and parameter.required
        }

    def _value(self, one: Operation, name: str, schema: dict[str, Any]) -> Any:
        known = self.known.reference(name)
        return values.sample(schema, one.root, name) if known is None else known

    def _headers(self, one: Operation) -> dict[str, str]:
        found = self._required(one, "header")
        return {name: _text(value) for name, value in found.items()}

    def body(self, one: Operation, n: int) -> Any:
        """A plausible body, whose references point to what exists."""
        if one.body is None:
            return None
        made = values.sample(one.body, one.root, "body", n)
        if not isinstance(made, dict):
            return made
        properties = one.properties()
        required = values.resolved(one.body, one.root).get("required", [])
        for name in list(made):
            self._refer(made, name, properties.get(name), one, name in required)
        return to_jsonable_python(made)

    def _refer(
        self, made: Any, name: str, schema: Any, one: Operation, required: bool
    ) -> None:
        """Let a field point to what exists, or leave it out."""
        if name == "id" and not required:
            del made[name]  # the database counts
        elif self.known.is_reference(name) or name.endswith("_id"):
            found = self.known.reference(name)
            if found is not None:
                made[name] = found
            elif not required:
                del made[name]
            elif values.accepts_null(schema, one.root):
                made[name] = None


def _text(value: Any) -> str:
    plain = to_jsonable_python(value, fallback=str)
    return plain if isinstance(plain, str) else json.dumps(plain)


def _brief(body: Any) -> str:
    if isinstance(body, bytes):
        return body.decode(errors="replace")[:500]
    try:
        return json.dumps(body)[:500]
    except (TypeError, ValueError):
        return ""
