"""Calls the functions that a program only defines, if there are values for them."""

import asyncio
import inspect
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from types import FunctionType, ModuleType
from typing import Any

from fastapi import APIRouter, FastAPI
from sqlalchemy import Engine
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession
from sqlalchemy.orm import Session as AnySession
from sqlmodel import Session
from sqlmodel.ext.asyncio.session import AsyncSession as OwnAsyncSession

from mcp_server.observe import called
from mcp_server.observe.activity import own_work
from mcp_server.observe.exercise import arguments, engines
from mcp_server.observe.exercise.applications import modules
from mcp_server.observe.exercise.arguments import Parameter, Place, Unsuppliable
from mcp_server.observe.exercise.counted import Counted
from mcp_server.observe.exercise.existing import Existing
from mcp_server.observe.exercise.quiet import quiet
from mcp_server.observe.exercise.seed import create_tables, seed
from mcp_server.observe.exercise.timed import TooLong, timed
from mcp_server.observe.fragment.database import Databases
from mcp_server.observe.frames import ProgramFiles
from mcp_server.observe.raised import described
from mcp_server.observe.recorders.recorder import Recorder
from mcp_server.observe.report import Report

ROWS = 3
MOST_CALLS, MAX_TEXT = 30, 280
SECONDS = 1.0
"""For one call; it is interrupted then."""
FIRST = {"setup", "init", "tables"}
LAST = {"delete", "remove", "purge", "drop", "clear", "reset", "truncate", "wipe"}
DESTRUCTIVE = {"drop", "clear", "reset", "truncate", "wipe", "purge", "all"}


@dataclass(frozen=True)
class Function:
    """A function to call, and what it wants."""

    name: str
    code: Any
    parameters: list[Parameter]

    @property
    def is_async(self) -> bool:
        """It is a coroutine function."""
        return inspect.iscoroutinefunction(self.code)

    @property
    def wants_async(self) -> bool:
        """It takes an async session or engine, or none and is a coroutine."""
        for one in self.parameters:
            if isinstance(one.kind, type):
                if issubclass(one.kind, AsyncSession | AsyncEngine):
                    return True
                if issubclass(one.kind, AnySession | Engine):
                    return False
        return self.is_async

    def session_class(self, default: Any) -> Any:
        """The class of session that it asks for."""
        asked = [p.kind for p in self.parameters if p.is_session and p.kind]
        return asked[0] if asked else default

    @property
    def order(self) -> int:
        """What makes tables goes first, what takes things away last."""
        words = set(self.name.lower().split("_"))
        if not self.parameters and words & FIRST and not words & LAST:
            return 0
        if words & LAST:
            return 3 if words & DESTRUCTIVE else 2
        return 1


def exercise(main: ModuleType, files: ProgramFiles, report: Report) -> None:
    """Call what was never called, and say so."""
    left_out: list[str] = []
    found = sorted(_functions(main, files, left_out), key=lambda one: one.order)
    if found:
        with quiet():
            calls = _Calls(main, files, report)
            calls.run(found)
        _tell(report, "called", calls.told)
        if len(found) > MOST_CALLS:
            text = f"{len(found) - MOST_CALLS} more functions were not called"
            report.write("assumed", text=text)
        left_out += calls.left_out
    _tell(report, "not called, for want of arguments", left_out)


def _tell(report: Report, what: str, names: list[str]) -> None:
    """Write as many of the names as one text holds."""
    text, count = f"{what}: ", 0
    for name in names:
        if len(text) + len(name) > MAX_TEXT:
            break
        text += f", {name}" if count else name
        count += 1
    more = len(names) - count
    if names:
        report.write("assumed", text=text + (f" and {more} more" if more else ""))


def _functions(
    main: ModuleType, files: ProgramFiles, left_out: list[str]
) -> Iterator[Function]:
    """The plain functions that were not called, in the order of their definition."""
    taken = _of_applications(main, files)
    for module in modules(main, files):
        for name, value in list(vars(module).items()):
            if not _is_candidate(name, value, module, files) or value in taken:
                continue
            try:
                yield Function(name, value, arguments.parameters(value))
            except Unsuppliable:
                left_out.append(name)


def _is_candidate(
    name: str, value: Any, module: ModuleType, files: ProgramFiles
) -> bool:
    if not isinstance(value, FunctionType) or value.__name__ != name:
        return False
    code = value.__code__
    key = (code.co_filename, name)
    file = files.name(code.co_filename)
    return (
        key in called.plain
        and key not in called.ran
        and file is not None
        and files.is_judged(file)
        and value.__module__ in (module.__name__, "__main__")
        and not inspect.isgeneratorfunction(value)
        and not inspect.isasyncgenfunction(value)
        and not called.missing & set(code.co_names)
    )


def _of_applications(main: ModuleType, files: ProgramFiles) -> list[Any]:
    """Functions that applications and routers call themselves."""
    found: list[Any] = []
    for module in modules(main, files):
        for value in list(vars(module).values()):
            if isinstance(value, FastAPI | APIRouter):
                for route in value.routes:
                    found.append(getattr(route, "endpoint", None))
                    found += _dependencies(getattr(route, "dependant", None))
                found += getattr(value, "exception_handlers", {}).values()
                found += getattr(value, "dependency_overrides", {}).values()
    return found


def _dependencies(dependant: Any, depth: int = 0) -> list[Any]:
    if dependant is None or depth > 10:
        return []
    inner = [
        one for sub in dependant.dependencies for one in _dependencies(sub, depth + 1)
    ]
    return [dependant.call, *inner]


class _Calls:
    """The calls of one exercise, in one database."""

    def __init__(self, main: ModuleType, files: ProgramFiles, report: Report) -> None:
        self._recorder = Recorder(report, files)
        self._found = engines.candidates(main, files)
        self._own = Databases(vars(main))
        self._known = Existing()
        self._seeded: set[Engine] = set()
        self._main = main
        self.told: list[str] = []
        self.left_out: list[str] = []

    def run(self, functions: list[Function]) -> None:
        """Call each once; what only reads, again with more rows."""
        for one in functions[:MOST_CALLS]:
            engine = self._engine(is_async=one.wants_async)
            if one.order > 0:
                self._seed(engine)
            try:
                self._exercise(one, engine)
            except Unsuppliable:
                self.left_out.append(one.name)

    def _exercise(self, one: Function, engine: Engine) -> None:
        first = self._call(one, engine, told=True)
        if first is None or not first.only_reads:
            return
        self._seed(engine, again=True)
        second = self._call(one, engine, told=False)
        if second is not None:
            self._recorder.write(
                "growth",
                target=f"{one.name}()",
                rows_before=first.rows,
                rows_after=second.rows,
                statements_before=first.statements,
                statements_after=second.statements,
                **self._place(one),
            )

    def _place(self, one: Function) -> dict[str, Any]:
        code = one.code.__code__
        name = self._recorder.files.name(code.co_filename)
        return {"file": name, "line": code.co_firstlineno}

    def _engine(self, *, is_async: bool) -> Engine:
        """The program's engine of this kind, or one of ours beside it."""
        for engine in self._found:
            if engine.dialect.is_async == is_async:
                return engine
        with own_work():
            made = self._own.beside(self._found, is_async=is_async)
        self._found.append(made)
        return made

    def _seed(self, engine: Engine, *, again: bool = False) -> None:
        if engine in self._seeded and not again:
            return
        self._seeded.add(engine)
        with suppress(Exception):  # no rows: then there is less to see
            create_tables(engine)
            self._known.take(seed(engine, ROWS))

    def _call(self, one: Function, engine: Engine, *, told: bool) -> Counted | None:
        """What a call did; None if it raised."""
        counted = Counted()
        work = self._async_call if one.is_async or one.wants_async else self._sync_call
        try:
            with timed(SECONDS):
                work(one, engine, counted, told)
        except Unsuppliable:
            raise
        except TooLong:
            self.told[-1:] = [f"{one.name}(), stopped after {SECONDS:g} s"]
        except BaseException as error:  # noqa: BLE001 - what it raised is told
            self._record(one, error)
        else:
            return counted
        return None

    def _record(self, one: Function, error: BaseException) -> None:
        raised = described(error, self._recorder.files)
        place = self._place(one)
        if raised["file"]:
            place = {"file": raised["file"], "line": raised["line"]}
        given = any(arguments.is_row(parameter) for parameter in one.parameters)
        self._recorder.write(
            "call", function=one.name, raised=raised, given_rows=given, **place
        )

    def _sync_call(
        self, one: Function, engine: Engine, counted: Counted, told: bool
    ) -> None:
        with own_work():
            session = one.session_class(Session)(engine)
            place = self._place_of(one, session, engine)
            positional, keywords = self._given(one, place, told)
        try:
            with counted:
                counted.take(one.code(*positional, **keywords))
        finally:
            with own_work():
                session.close()

    def _async_call(
        self, one: Function, engine: Engine, counted: Counted, told: bool
    ) -> None:
        asyncio.run(self._awaited(one, engine, counted, told))

    async def _awaited(
        self, one: Function, engine: Engine, counted: Counted, told: bool
    ) -> None:
        outer = AsyncEngine(engine) if engine.dialect.is_async else engine
        with own_work():
            if isinstance(outer, AsyncEngine):
                kind = one.session_class(OwnAsyncSession)
                session = kind(outer, expire_on_commit=False)
            else:
                session = one.session_class(Session)(outer)
            place = self._place_of(one, session, outer)
            positional, keywords = self._given(one, place, told)
        try:
            with counted:
                made = one.code(*positional, **keywords)
                counted.take(await made if inspect.isawaitable(made) else made)
        finally:
            with own_work():
                closing = session.close()
                if inspect.isawaitable(closing):
                    await closing

    def _place_of(self, one: Function, session: Any, engine: Any) -> Place:
        shares = not one.wants_async and any(p.is_session for p in one.parameters)
        return Place(session, engine, self._known, one.name, shares)

    def _given(
        self, one: Function, place: Place, told: bool
    ) -> tuple[list[Any], dict[str, Any]]:
        positional: list[Any] = []
        keywords: dict[str, Any] = {}
        for parameter in one.parameters:
            given = arguments.value(parameter, place)
            if parameter.by_keyword or keywords:
                keywords[parameter.name] = given
            else:
                positional.append(given)
        if told:
            shown = [arguments.shown(given) for given in positional]
            shown += [f"{n}={arguments.shown(given)}" for n, given in keywords.items()]
            self.told.append(f"{one.name}({', '.join(shown)})")
        return positional, keywords
