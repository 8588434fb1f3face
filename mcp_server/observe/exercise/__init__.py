"""Uses what a program only defines, as its users would: endpoints, functions."""

from types import ModuleType

from mcp_server.observe.exercise import endpoints, functions
from mcp_server.observe.frames import ProgramFiles
from mcp_server.observe.job import Job
from mcp_server.observe.report import Report


def exercise(main: ModuleType, job: Job, files: ProgramFiles, report: Report) -> None:
    """Make the requests that were asked for, then call what was not called."""
    try:
        endpoints.exercise(main, job, files, report)
        if job.exercise:
            functions.exercise(main, files, report)
    except BaseException as error:  # noqa: BLE001 - the program did run to its end
        text = f"the exercise ended early: {type(error).__name__}: {error}"
        report.write("assumed", text=text[:300])
