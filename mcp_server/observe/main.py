"""Executes the main module of a program, and says how it ended."""

import ast
import asyncio
import traceback
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType, TracebackType
from typing import Any

from mcp_server.observe import absent, called, settings, tested
from mcp_server.observe.fragment import placeholders, project, tests, tree
from mcp_server.observe.fragment.names import bound_names
from mcp_server.observe.fragment.source import readable
from mcp_server.observe.fragment.supplied import Supplied
from mcp_server.observe.frames import ProgramFiles
from mcp_server.observe.job import Job
from mcp_server.observe.naming import MainModule, add_paths
from mcp_server.observe.raised import described
from mcp_server.observe.report import Report


class Main:
    """The program's main module: its context and its entry in one namespace."""

    def __init__(self, job: Job, files: ProgramFiles, report: Report) -> None:
        self._job = job
        self._files = files
        self._report = report
        self._entry = files.folder / job.entry
        self._main = MainModule(self._entry, files.folder)
        self.module: ModuleType = self._main
        self._supplied = Supplied(self.module.__dict__)
        self._loop: asyncio.Runner | None = None
        self.was_tested = False
        """It is a test module, and pytest has run it."""

    def run(self) -> dict[str, Any] | None:
        """Execute it; what it raised, described, or None."""
        add_paths(self._entry, self._files.folder)
        called.install(self._files.folder)
        absent.install(self._report)
        settings.provide(self._files.folder, self._report)
        error: BaseException | None = None
        try:
            self._execute()
        except SystemExit as exit_:
            error = None if exit_.code in (None, 0) else exit_
        except BaseException as raised:  # noqa: BLE001 - its failure is the result
            error = raised
        self._tell(error)
        self._close()
        return described(error, self._files) if error else None

    @property
    def may_be_exercised(self) -> bool:
        """There is something to call that nobody has called.

        Tests call the program as it is meant to be called; their application has no
        database but in them.
        """
        return bool(self._job.requests or (self._job.exercise and not self.was_tested))

    def _execute(self) -> None:
        loaded = self._main.install()
        if loaded:
            self.module = loaded
            return
        if self._job.context:
            self._file(self._files.folder / self._job.context)
        self._file(self._entry)

    def _file(self, path: Path) -> None:
        """Execute one file in the namespace of the main module."""
        source = readable(path.read_text("utf-8"))
        self._assume(source.notes)
        parsed = tree.parse(source.text, str(path))
        text = self._without_absent_modules(parsed, source.text)
        self._assume(placeholders.fill_in(parsed))
        self._supplied.supply(parsed, text)
        if self._supplied.anything:
            tree.quote_annotations(parsed, set(self._supplied.missing))
        has_app = "app" in vars(self.module) or tests.names_app(parsed)
        if path == self._entry and tests.are_tests(parsed, path, has_app):
            fixtures = self._supplied.values(tests.lacking(parsed), parsed)
            tested.with_told_asserts(parsed, source.text)
            self._tests(parsed, fixtures)
        else:
            parsed = self._as_function(parsed, text)
            self._code(parsed, path)

    def _without_absent_modules(self, parsed: ast.Module, text: str) -> str:
        """Pass over a project's own modules, if nothing of the project was sent."""
        sent = {self._job.entry, self._job.context}
        folder = self._files.folder
        if any(
            p.relative_to(folder).as_posix() not in sent for p in folder.rglob("*.py")
        ):
            return text
        notes = project.pass_over(
            parsed, vars(self.module).keys(), self.module.__package__
        )
        self._assume(notes)
        return ast.unparse(parsed) if notes else text

    def _tests(self, parsed: ast.Module, fixtures: dict[str, Any]) -> None:
        """Let pytest load the module, when it wants to, and call its tests."""
        self.module.__name__ = self._entry.stem

        def load() -> ModuleType:
            self._code(parsed, self._entry)
            return self.module

        run = tested.TestRun(self._entry, load, fixtures)
        run.others = tests.others(parsed)
        run.run(self._files.folder)
        self.was_tested = True
        self._assume([run.told()])
        if run.error:
            raise run.error

    def _code(self, parsed: ast.Module, path: Path) -> None:
        called.mark(parsed, str(path))
        code = tree.compiled(parsed, str(path))
        waiting = eval(code, self.module.__dict__)
        if waiting is not None:
            self._assume(["top-level `await` ran in an event loop"])
            self._runner().run(waiting)

    def _as_function(self, parsed: ast.Module, text: str) -> ast.Module:
        leaving = tree.leaves(parsed)
        if leaving is None:
            return parsed
        self._assume([f"the code has `{leaving}`: it was run as a function's body"])
        return tree.as_function(parsed, bound_names(parsed, text))

    def _runner(self) -> asyncio.Runner:
        if self._loop is None:
            self._loop = asyncio.Runner()
        return self._loop

    def _assume(self, texts: Iterator[str] | list[str] | tuple[str, ...]) -> None:
        for text in texts:
            self._report.write("assumed", text=text)

    def _tell(self, error: BaseException | None) -> None:
        """Say what was supplied, what was missing, and how it failed."""
        missing = self._supplied.still_missing()
        called.missing.update(missing)
        too_early = self._used_too_early(error)
        missing = sorted({*missing, *too_early})
        names_one = isinstance(error, NameError) and error.name in missing
        if missing and not names_one:
            listed = ", ".join(f"`{name}`" for name in missing)
            self._assume([f"not defined here: {listed}; what uses it was not run"])
        elif missing and error is not None:
            place = self._files.place(error.__traceback__) or (None, None)
            self._report.write(
                "missing-name",
                names=missing,
                too_early=too_early,
                typing_only=sorted(self._supplied.typing_only & set(missing)),
                file=place[0],
                line=place[1],
            )
        self._assume(self._supplied.assumed())
        if error is not None and not names_one and not isinstance(error, SystemExit):
            first = _program_frames(error, self._files)
            traceback.print_exception(type(error), error, first)

    def _used_too_early(self, error: BaseException | None) -> list[str]:
        """The name of an excerpt that is used in it before it is defined."""
        if not isinstance(error, NameError) or not self._supplied.anything:
            return []
        return [error.name] if error.name in self._supplied.bound else []

    def _close(self) -> None:
        """Close what was supplied, and the event loop."""
        for session in self._supplied.close():
            closing = session.close()
            if closing is not None:
                self._runner().run(closing)
        if self._loop is not None:
            self._loop.close()


def _program_frames(error: BaseException, files: ProgramFiles) -> TracebackType | None:
    """The traceback from the program's first frame on, without ours before it."""
    first = error.__traceback__
    while first and files.name(first.tb_frame.f_code.co_filename) is None:
        first = first.tb_next
    return first
