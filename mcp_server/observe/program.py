"""Runs a program as `__main__` and says how it ended."""

import sys
from contextlib import suppress
from pathlib import Path

from mcp_server.observe import activity, redirect
from mcp_server.observe.exercise import exercise
from mcp_server.observe.frames import ProgramFiles
from mcp_server.observe.job import Job
from mcp_server.observe.main import Main
from mcp_server.observe.recorders import hooks, transactions
from mcp_server.observe.recorders.driver import DriverRecorder
from mcp_server.observe.recorders.foreign_keys import ForeignKeyRecorder
from mcp_server.observe.recorders.plans import PlanRecorder
from mcp_server.observe.recorders.recorder import Recorder
from mcp_server.observe.recorders.requests import RequestRecorder
from mcp_server.observe.recorders.schema import TableRecorder
from mcp_server.observe.recorders.statements import StatementRecorder
from mcp_server.observe.recorders.warned import WarningRecorder
from mcp_server.observe.report import Report

MAX_SHAPE, MAX_SHAPES = 200, 20


class Observed:
    """A process whose doings are recorded and whose engines are redirected from now on.

    It is made before there is a program, so that a program does not wait for it.
    """

    def __init__(self, folder: Path, report: Report) -> None:
        self._report = report
        self._files = ProgramFiles(folder)
        self._driver = DriverRecorder()
        self._statements = StatementRecorder(report, self._files)
        self._recorders: list[Recorder] = [
            self._statements,
            RequestRecorder(report, self._files),
            WarningRecorder(report, self._files),
            PlanRecorder(report, self._files),
            TableRecorder(report, self._files),
            *transactions.recorders(report, self._files),
            ForeignKeyRecorder(report, self._files, self._driver),
        ]
        redirect.install(report)
        for recorder in self._recorders:
            recorder.install()
        self._driver.install()

    def run(self, job: Job) -> bool:
        """Execute a program of the folder; True if it came to its end.

        The last record says so, and what the program raised if it did not.
        """
        self._files.unjudged = job.unjudged
        self._statements.kept = job.statements_kept
        if not job.observed:
            hooks.remove_all()
            self._recorders.clear()
        main = Main(job, self._files, self._report)
        error = main.run()
        activity.begin_exercise()
        if error is None and main.may_be_exercised:
            exercise(main.module, job, self._files, self._report)
        for recorder in self._recorders:
            recorder.finish()
        flush()
        self._report.end(
            error=error,
            statements_total=self._statements.total,
            failed_total=self._statements.failed,
            unsent=_some(self._driver.shapes - self._statements.shapes),
            unexecuted=_some(self._statements.shapes - self._driver.shapes),
        )
        return error is None


def flush() -> None:
    """Send what is printed; a program may have closed or replaced its streams."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, ValueError, OSError):
            stream.flush()


def _some(shapes: set[str]) -> list[str]:
    return [shape[:MAX_SHAPE] for shape in sorted(shapes)[:MAX_SHAPES]]
