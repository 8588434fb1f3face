"""The child process: runs the program of a job and reports how it ended."""

import json
import sys
import traceback
from pathlib import Path
from types import ModuleType
from typing import Any

from mcp_server.observe import redirect
from mcp_server.observe.frames import ProgramFiles
from mcp_server.observe.report import Report
from mcp_server.observe.statements import StatementRecorder

MAX_MESSAGE = 4_000


def main() -> None:
    """Run the job on standard input.

    The exit code of a program that came to its end is the one that the job asks for: a
    program that leaves early with 0 is no success.
    """
    job: dict[str, Any] = json.load(sys.stdin)
    folder = Path(job["folder"])
    report = Report(Path(job["report"]))
    files = ProgramFiles(folder, frozenset(job["unjudged"]))
    statements = StatementRecorder(report, files, job["statements_kept"])
    redirect.install(report)
    statements.install()
    error = _run(folder / job["entry"], files, folder)
    sys.stdout.flush()
    sys.stderr.flush()
    report.write("end", error=error, statements_total=statements.total)
    sys.exit(1 if error else job["exit_code"])


def _run(entry: Path, files: ProgramFiles, folder: Path) -> dict[str, Any] | None:
    """Run the program; what it raised, described, or None."""
    sys.path.insert(0, str(folder))
    sys.argv[:] = [str(entry)]
    module = ModuleType("__main__")
    module.__file__ = str(entry)
    sys.modules["__main__"] = module
    try:
        # dont_inherit: a future import of this module must not reach the program.
        code = compile(entry.read_text("utf-8"), str(entry), "exec", dont_inherit=True)
        exec(code, module.__dict__)  # noqa: S102 - running it is the purpose
    except SystemExit as exit_:
        return None if exit_.code in (None, 0) else _described(exit_, files)
    except BaseException as error:  # noqa: BLE001 - its failure is the result
        traceback.print_exc()
        return _described(error, files)
    return None


def _described(error: BaseException, files: ProgramFiles) -> dict[str, Any]:
    kind = type(error)
    place = files.place(error.__traceback__) or _syntax_place(error, files)
    return {
        "type": kind.__name__,
        "qualified_type": f"{kind.__module__}.{kind.__qualname__}",
        "message": str(error)[:MAX_MESSAGE],
        "chain": [type(cause).__name__ for cause in _causes(error)],
        "file": place[0] if place else None,
        "line": place[1] if place else None,
    }


def _syntax_place(error: BaseException, files: ProgramFiles) -> tuple[str, int] | None:
    if isinstance(error, SyntaxError) and (name := files.name(error.filename or "")):
        return name, error.lineno or 1
    return None


def _causes(error: BaseException) -> list[BaseException]:
    """The exceptions behind one, nearest first, each once."""
    found: list[BaseException] = []
    behind = error.__cause__ or error.__context__
    while behind is not None and behind not in found and len(found) < 10:
        found.append(behind)
        behind = behind.__cause__ or behind.__context__
    return found
