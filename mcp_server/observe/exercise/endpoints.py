"""Uses the application that a program defines: what was asked for, then everything."""

import json
from types import ModuleType
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import ResponseValidationError
from sqlalchemy import Engine

from mcp_server.observe import activity
from mcp_server.observe.exercise import (
    applications,
    engines,
    growth,
    hostile,
    operations,
    usage,
)
from mcp_server.observe.exercise.asgi import Answer, Application, Call
from mcp_server.observe.exercise.calls import MOST_REQUESTS, Caller
from mcp_server.observe.exercise.known import Known
from mcp_server.observe.exercise.operations import Operation, singular
from mcp_server.observe.exercise.quiet import quiet
from mcp_server.observe.exercise.seed import Seeded, create_tables, seed, take_back
from mcp_server.observe.frames import ProgramFiles
from mcp_server.observe.job import Job
from mcp_server.observe.raised import described
from mcp_server.observe.recorders.recorder import Recorder
from mcp_server.observe.recorders.requests import Probe
from mcp_server.observe.report import Report

ROWS = 3
"""Rows of a table without parents; its children get twice as many."""
MOST_TRIALS = 5
MOST_RESERVED = 60
"""Requests that are kept for deleting, in large applications."""


def exercise(main: ModuleType, job: Job, files: ProgramFiles, report: Report) -> None:
    """Start the application, call it, stop it."""
    app = applications.find(main, files, report)
    if app is None:
        if job.requests:
            report.write("assumed", text="requests not sent: there is no application")
        return
    recorder, application = Recorder(report, files), Application(app)
    caller = Caller(application, Known(), recorder)
    if _start(application, recorder):
        with quiet():
            exercise = _Exercise(caller, app, engines.candidates(main, files))
            exercise.prepare()
        _ask(caller, job)
        if job.exercise:
            with quiet():
                exercise.run()
            _say_what_was_not_done(caller)
    with quiet():
        application.stop()


def _start(application: Application, recorder: Recorder) -> bool:
    """Run the start-up; False and a record if it failed."""
    try:
        raised = application.start()
    except TimeoutError:
        recorder.write("unanswered", target="startup")
        return False
    if raised is None:
        return True
    what = described(raised, recorder.files)
    place = {"file": what["file"], "line": what["line"]}
    recorder.write("unanswered", target="startup", raised=what, **place)
    return False


def _ask(caller: Caller, job: Job) -> None:
    """Send the requests that were asked for, in their order."""
    for one in job.requests:
        body, path = one.get("body"), one["path"]
        if caller.application.stuck:
            caller.left_out += 1
            continue
        sent = "" if body is None else json.dumps(body)
        call = Call(one.get("method", "GET"), path, body, one.get("headers") or {})
        caller.send(call, Probe("asked", sent or path.partition("?")[2]))


class _Exercise:
    """Everything that is done with one application of its own accord."""

    def __init__(self, caller: Caller, app: FastAPI, engines: list[Engine]) -> None:
        self._caller = caller
        self._report = caller.recorder.report
        self._engines = engines
        self._document: dict[str, Any] = {}
        self._operations = self._read(app)
        self._seeded: Seeded | None = None
        self._without: frozenset[str] = frozenset()
        """Tables that are not seeded."""

    def _read(self, app: FastAPI) -> list[Operation]:
        try:
            self._document = json.loads(json.dumps(app.openapi()))
            found = operations.read(self._document)
        except Exception as error:  # noqa: BLE001 - of the program's own types
            text = f"endpoints not exercised: openapi() raised {type(error).__name__}"
            self._report.write("assumed", text=text)
            return []
        self._say_what_cannot_be_called(found)
        return operations.in_order(found)

    def _say_what_cannot_be_called(self, found: list[Operation]) -> None:
        for one in found:
            if one.unsupported:
                text = f"not exercised: {one.target}: {one.unsupported}"
                self._report.write("assumed", text=text[:300])
        total = operations.count(self._document)
        if total > len(found):
            text = f"{total - len(found)} of {total} endpoints were not exercised"
            self._report.write("assumed", text=text)

    def prepare(self) -> None:
        """Find the engine, and create the tables that the program leaves to others."""
        self._caller.engine = engine = self._engine() if self._operations else None
        if engine is None:
            return
        try:
            created = create_tables(engine)
        except Exception as error:  # noqa: BLE001 - the database of the program
            text = f"no tables were created: {type(error).__name__}: {error}"
            self._report.write("assumed", text=text[:300])
        else:
            text = f"tables were created: {', '.join(created)}"[:300]
            if created:
                self._report.write("assumed", text=text)

    def run(self) -> None:
        """Seed, read twice, create, change, attack, delete."""
        if not self._operations:
            return
        engine = self._caller.engine
        if engine is not None:
            self._seed(engine)
        before = growth.measure(self._caller, self._operations)
        if engine is not None and self._seeded is not None:
            self._add(engine)
            after = growth.measure(self._caller, self._operations)
            growth.tell(self._caller, before, after)
        usage.create(self._caller, self._operations)
        self._read_the_rest(before)
        usage.change(self._caller, self._operations)
        deleting = [one for one in self._operations if one.method == "DELETE"]
        self._caller.reserved = min(MOST_RESERVED, 4 * len(deleting))
        hostile.run(self._caller, self._operations)
        self._caller.reserved = 0
        usage.delete(self._caller, self._operations)

    def _read_the_rest(self, done: dict[str, growth.Measured]) -> None:
        """What could be read only after something was created."""
        rest = [one for one in self._operations if one.target not in done]
        growth.measure(self._caller, rest)

    def _engine(self) -> Engine | None:
        """The only engine; of several, or of none, what the application uses."""
        if len(self._engines) == 1:
            return self._engines[0]
        for _, answer in self._trials():
            if answer.probe.seen is not None and answer.probe.seen.engine is not None:
                found: Engine = answer.probe.seen.engine
                return found
        return self._engines[0] if self._engines else None

    def _trials(self) -> list[tuple[Operation, Answer]]:
        """Answers to the first lists, of which nobody is told."""
        lists = [
            one for one in self._operations if one.method == "GET" and not one.in_path
        ]
        found = []
        with activity.own_work():
            for one in lists[:MOST_TRIALS]:
                if not self._caller.may_ask(one):
                    continue
                answer = self._caller.application.request(
                    Call("GET", one.path), Probe("trial")
                )
                self._caller.note(one, answer)
                found.append((one, answer))
        return found

    def _seed(self, engine: Engine) -> None:
        try:
            seeded = seed(engine, ROWS, document=self._document)
        except Exception as error:  # noqa: BLE001 - the database of the program
            text = f"no rows were seeded: {type(error).__name__}: {error}"
            self._report.write("assumed", text=text[:300])
            return
        if rejecting := self._rejecting(seeded):
            self._without = take_back(engine, seeded, rejecting)
            names = ", ".join(sorted(self._without))
            text = f"no rows were seeded in {names}: a response model rejected them"
            self._report.write("assumed", text=text[:300])
        self._seeded = seeded if seeded.added else None
        self._caller.known.take(seeded)

    def _rejecting(self, seeded: Seeded) -> frozenset[str]:
        """Tables whose seeded rows are none that the application would store."""
        names: set[str] = set()
        for one, answer in self._trials():
            if _rejects_values(answer.raised):
                own = {name for name in seeded.keys if singular(name) == one.resource}
                names |= own or set(seeded.keys)
        return frozenset(names)

    def _add(self, engine: Engine) -> None:
        """As many rows once more; say what was seeded in all."""
        seeded = seed(engine, ROWS, self._without, self._document)
        self._caller.known.take(seeded)
        first = self._seeded.added if self._seeded else {}
        counts = {name: first.get(name, 0) + n for name, n in seeded.added.items()}
        text = ", ".join(f"{count} {name}" for name, count in counts.items() if count)
        if text:
            self._report.write("assumed", text=f"rows were seeded: {text}"[:300])
        for name, reason in seeded.failed.items():
            text = f"no rows were seeded for {name}: {reason}"
            self._report.write("assumed", text=text[:300])


def _rejects_values(raised: BaseException | None) -> bool:
    """A response model refused a value; not that it could not be loaded."""
    return isinstance(raised, ResponseValidationError) and not any(
        one.get("type") == "get_attribute_error" for one in raised.errors()
    )


def _say_what_was_not_done(caller: Caller) -> None:
    report = caller.recorder.report
    if caller.denied:
        names = ", ".join(list(caller.denied)[:5])
        more = f" and {len(caller.denied) - 5} more" if len(caller.denied) > 5 else ""
        text = f"not exercised: needs authorization: {names}{more}"
        report.write("assumed", text=text[:300])
    if caller.left_out:
        why = "it took too long" if caller.slow else f"limit of {MOST_REQUESTS}"
        if caller.application.stuck:
            why = "a request did not end"
        text = f"{caller.left_out} requests were left out: {why}"
        report.write("assumed", text=text)
