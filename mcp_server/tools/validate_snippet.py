"""Executes a snippet and says what is wrong with it."""

from typing import Annotated, Literal

from pydantic import Field

from mcp_server import sandbox
from mcp_server.diagnosis import comparison as diagnose
from mcp_server.diagnosis import summary
from mcp_server.errors import InvalidArgument
from mcp_server.knowledge.problems import problems
from mcp_server.results import Finding, HttpRequest, Limits, Program, Validation
from mcp_server.rules import engine as rules

TITLE = "Validate a snippet by running it"
READ_ONLY = True

SNIPPET, CONTEXT = "snippet.py", "_context.py"


async def validate_snippet(
    code: Annotated[
        str | None,
        Field(
            description="Python source of one whole program: imports, models, engine, "
            "calls. Send either `code` or `files`.",
        ),
    ] = None,
    files: Annotated[
        dict[str, str] | None,
        Field(
            description="Relative path to text of several files, such as "
            "{'app/models.py': '...', 'main.py': '...'}. Needs `entry`.",
        ),
    ] = None,
    entry: Annotated[
        str | None,
        Field(description="Path in `files` that is run as the program."),
    ] = None,
    context: Annotated[
        str | None,
        Field(
            description="Code that runs before `code`, whose names `code` can use and "
            "which is not judged: models, engine, rows.",
        ),
    ] = None,
    requests: Annotated[
        list[HttpRequest] | None,
        Field(
            max_length=50,
            description="HTTP calls to make to the FastAPI app of the code, in order: "
            "[{'method': 'POST', 'path': '/heroes', 'body': {...}}].",
        ),
    ] = None,
    compare: Annotated[
        str | None,
        Field(
            description="A second version of `code` (or of the entry file): it is run "
            "as well, and the answer says what changed.",
        ),
    ] = None,
    detail: Annotated[
        Literal["summary", "full"],
        Field(description="`full`: also tables, all statements and whole output."),
    ] = "summary",
    limits: Annotated[
        Limits | None,
        Field(description="Limits of the run; the defaults suit a snippet."),
    ] = None,
) -> Validation:
    """Run Python code that uses SQLModel or SQLAlchemy and report what happened.

    Use it on code you wrote before you show it, and on code you are asked to review.
    It executes in a jailed process (no files of yours, no network) against a private
    SQLite file (other database URLs are redirected to it) and returns status, the
    error with its line, findings such as N+1 with line and fix, and the SQL statements
    grouped by line. Endpoints of a FastAPI app and functions that are only defined are
    called as well, with seeded rows. Imports, engine and session that a fragment lacks
    are supplied; models it lacks go into `context`.
    """
    program = _program(code, files, entry, context, requests)
    seen = await sandbox.run(program, limits)
    known, static = problems(), _static(program)
    answer = summary.validation(seen, known, detail, static)
    if compare is None:
        return answer
    second = _replaced(program, compare)
    after = await sandbox.run(second, limits)
    changed = (after, _static(second))
    comparison = diagnose.compare((seen, static), changed, known)
    return answer.model_copy(update={"comparison": comparison})


def _static(program: Program) -> list[Finding]:
    """What the rules say; a file that does not parse says so when it is run."""
    sources = {
        name: text for name, text in program.files.items() if name.endswith(".py")
    }
    found = rules.check(sources)
    return [one.finding() for one in found if one.code and _is_judged(program, one)]


def _is_judged(program: Program, found: rules.Found) -> bool:
    return found.path not in program.unjudged


def _program(
    code: str | None,
    files: dict[str, str] | None,
    entry: str | None,
    context: str | None,
    requests: list[HttpRequest] | None,
) -> Program:
    """The files to run.

    Raises:
        InvalidArgument: the arguments do not say what to run.
    """
    if (code is None) == (files is None):
        raise InvalidArgument("send either `code` or `files` with `entry`, one of them")
    if files is None:
        if entry is not None:
            raise InvalidArgument("`entry` goes with `files`; leave it out with `code`")
        files, entry = {SNIPPET: code or ""}, SNIPPET
    entry = entry or _only(files)
    if not files.get(entry, "x").strip():
        what = "`code`" if code is not None else entry
        raise InvalidArgument(f"{what} is empty; send the source of a whole program")
    program = Program(files=files, entry=entry, exercise=True, requests=requests or [])
    return program if context is None else _with_context(program, context)


def _only(files: dict[str, str]) -> str:
    if not files:
        raise InvalidArgument("`files` is empty; send at least the entry file")
    if len(files) > 1:
        raise InvalidArgument(
            f"say which file to run: `entry` is one of {', '.join(sorted(files)[:10])}"
        )
    return next(iter(files))


def _with_context(program: Program, context: str) -> Program:
    """The context and the entry in one namespace: its names need no import."""
    if CONTEXT in program.files:
        raise InvalidArgument(f"the name {CONTEXT} is taken; rename that file")
    changes = {
        "files": {**program.files, CONTEXT: context},
        "context": CONTEXT,
        "unjudged": frozenset({CONTEXT}),
    }
    return program.model_copy(update=changes)


def _replaced(program: Program, text: str) -> Program:
    """The same program with another text of its entry file."""
    if not text.strip():
        raise InvalidArgument("`compare` is empty; send the changed code")
    files = {**program.files, program.entry: text}
    return program.model_copy(update={"files": files})
