"""The command line. The only module that imports typer and rich."""

import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, Any, TypeVar

import anyio
import typer
from pydantic import BaseModel
from rich.console import Console
from rich.text import Text

from mcp_server import __version__
from mcp_server.errors import InvalidArgument, SkillError, UnreadableFile
from mcp_server.results import (
    Checkup,
    Diagnosis,
    Explanation,
    Finding,
    Limits,
    SandboxLevel,
    Scaffold,
    Validation,
)

FINDINGS, BAD_INPUT, NO_SANDBOX = 1, 2, 3
"""Exit codes; 0 is nothing wrong."""
STYLES = {"error": "bold red", "warning": "yellow", "info": "cyan"}
SOURCE_SUFFIXES = {".py", ".toml", ".ini", ".json", ".txt", ".md", ".sql"}

app = typer.Typer(
    name="sqlmodel-production",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Scaffold, validate and explain the SQLModel database layer of FastAPI "
    "applications by running the code.",
    epilog="Exit codes: 0 nothing wrong, 1 findings of severity error or a failed run, "
    "2 bad usage or input, 3 the sandbox is not available.",
)
Unsandboxed = Annotated[
    bool,
    typer.Option(
        "--allow-unsandboxed",
        help="Run code without walls: it can do whatever you can do.",
    ),
]
Result = TypeVar("Result", bound=BaseModel)
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


def main(arguments: list[str] | None = None) -> None:
    """Run one command; bad input ends in one sentence and exit code 2."""
    try:
        app(args=arguments)
    except SkillError as error:
        Console(stderr=True).print(Text(f"error: {error}"), soft_wrap=True)
        sys.exit(BAD_INPUT)


def _version(asked: bool) -> None:
    if asked:
        print(f"sqlmodel-production {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, help="Print the version."),
    ] = False,
) -> None:
    pass


@app.command()
def serve(allow_unsandboxed: Unsandboxed = False) -> None:
    """Run the MCP server over standard input and output."""
    _decide(allow_unsandboxed)
    # The server needs mcp, which is slow to import and which no other command needs.
    from mcp_server.server import serve as serve_stdio

    serve_stdio()


@app.command()
def validate(
    path: Annotated[
        str, typer.Argument(help="A Python file, a folder, or - for standard input.")
    ],
    entry: Annotated[
        str | None, typer.Option(help="With a folder: the file in it to run.")
    ] = None,
    context: Annotated[
        Path | None, typer.Option(help="A file to run first, which is not judged.")
    ] = None,
    wall: Annotated[float, typer.Option(help="Seconds until it is stopped.")] = 10,
    as_json: AsJson = False,
    allow_unsandboxed: Unsandboxed = False,
) -> None:
    """Run a snippet against a private SQLite file and say what is wrong with it."""
    _decide(allow_unsandboxed)
    from mcp_server.tools.validate_snippet import validate_snippet

    result = _call(
        validate_snippet,
        **_program(path, entry),
        context=_read(str(context)) if context else None,
        limits=Limits(wall_seconds=_seconds(wall)),
    )
    _show(result, as_json, _show_validation)
    if result.status == "sandbox-unavailable":
        raise typer.Exit(NO_SANDBOX)
    raise typer.Exit(0 if result.ok else FINDINGS)


@app.command()
def explain(
    symptom: Annotated[
        str,
        typer.Argument(help="Error text or a sentence; - for standard input."),
    ] = "-",
    file: Annotated[
        Path | None, typer.Option(help="Read the error text or log from a file.")
    ] = None,
    code: Annotated[
        Path | None, typer.Option(help="Source that shows the problem.")
    ] = None,
    reproduce: Annotated[
        bool, typer.Option(help="Run the broken and the fixed program now.")
    ] = False,
    as_json: AsJson = False,
    allow_unsandboxed: Unsandboxed = False,
) -> None:
    """Name the problem behind an error, a traceback or a sentence."""
    _decide(allow_unsandboxed)
    from mcp_server.tools.explain_problem import explain_problem

    text = _read(str(file)) if file else _read("-") if symptom == "-" else symptom
    result = _call(
        explain_problem,
        symptom=text,
        code=_read(str(code)) if code else None,
        reproduce=reproduce,
    )
    _show(result, as_json, _show_explanation)


@app.command()
def scaffold(
    spec: Annotated[
        str, typer.Argument(help="A JSON specification, or - for standard input.")
    ],
    out: Annotated[
        Path | None, typer.Option(help="Write the project into this folder.")
    ] = None,
    as_json: AsJson = False,
    allow_unsandboxed: Unsandboxed = False,
) -> None:
    """Generate a FastAPI project from a specification and run its tests."""
    _decide(allow_unsandboxed)
    from mcp_server.tools.scaffold_models import scaffold_into, scaffold_models

    text = _read(spec)
    if out:
        result = _call(scaffold_into, spec=text, folder=out)
    else:
        result = _call(scaffold_models, spec=text)
    _show(result, as_json, lambda console, it: _show_scaffold(console, it, out))
    raise typer.Exit(0 if result.proof.passed else FINDINGS)


@app.command()
def doctor(as_json: AsJson = False) -> None:
    """Say which walls the sandbox has here, and which versions are installed."""
    from mcp_server.sandbox.doctor import examine

    result = examine()
    _show(result, as_json, _show_checkup)
    raise typer.Exit(NO_SANDBOX if result.sandbox.reason else 0)


def _decide(allow_unsandboxed: bool) -> None:
    """Take the user's decision over to the sandbox: no model can make it."""
    if allow_unsandboxed:
        from mcp_server import sandbox

        sandbox.allow_unsandboxed()


# --- reading -----------------------------------------------------------------


def _read(path: str) -> str:
    """The text of a file or of standard input."""
    try:
        if path == "-":
            if sys.stdin.isatty():
                raise InvalidArgument("nothing to read; send a file or pipe text in")
            return sys.stdin.buffer.read().decode("utf-8")
        return Path(path).read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise UnreadableFile(
            f"{path} is not UTF-8 text (byte {error.start}); save it as UTF-8"
        ) from error
    except OSError as error:
        raise UnreadableFile(
            f"{path}: {error.strerror}; send the path of a readable file"
        ) from error


def _read_folder(folder: Path) -> dict[str, str]:
    """The text files of a folder that a program may need."""
    paths = (
        path
        for path in sorted(folder.rglob("*"))
        if path.suffix in SOURCE_SUFFIXES and path.is_file()
    )
    named = {path.relative_to(folder): path for path in paths}
    return {
        name.as_posix(): _read(str(path))
        for name, path in named.items()
        if not any(part.startswith((".", "__pycache__")) for part in name.parts)
    }


def _program(path: str, entry: str | None) -> dict[str, Any]:
    """What to validate: a folder, a file under its own name, or standard input."""
    if Path(path).is_dir():
        return {"files": _read_folder(Path(path)), "entry": entry}
    text = _read(path)
    if path == "-" or entry:
        return {"code": text, "entry": entry}
    name = Path(path).name
    return {"files": {name: text}, "entry": name}


def _seconds(wall: float) -> float:
    if not 0 < wall <= 60:
        raise InvalidArgument(f"--wall {wall:g} is out of range; send 1 to 60 seconds")
    return wall


# --- calling and printing ----------------------------------------------------


def _call(tool: Callable[..., Awaitable[Result]], **arguments: Any) -> Result:
    """Run a tool, with a sign of life on a terminal."""
    console = Console(stderr=True)

    async def call() -> Result:
        return await tool(**arguments)

    if not console.is_terminal:
        return anyio.run(call)
    with console.status("running ..."):
        return anyio.run(call)


def _show(
    result: Result, as_json: bool, show: Callable[[Console, Result], None]
) -> None:
    if as_json:
        print(result.model_dump_json(indent=2))
    else:
        show(Console(soft_wrap=True, highlight=False), result)


def _show_validation(console: Console, result: Validation) -> None:
    style = "bold green" if result.ok else "bold red"
    total = result.statements.total
    head = f"{result.status}: {total} SQL statements, {result.duration_ms} ms"
    console.print(Text(head, style=style))
    for finding in result.findings:
        _show_finding(console, finding)
    if result.sandbox.reason:
        console.print(Text(f"  {result.sandbox.reason}"))
    if result.stopped:
        place = _place(result.stopped.file, result.stopped.line)
        console.print(Text(f"  {place}stopped by the limit on {result.stopped.by}"))
    if result.error and not any(one.severity == "error" for one in result.findings):
        place = _place(result.error.file, result.error.line)
        console.print(Text(f"  {place}{result.error.type}: {result.error.message}"))
    for group in result.statements.groups[:5]:
        times = f"{group.count:>5} x  "
        console.print(Text(f"{times}{_place(group.file, group.line)}{group.sql}"))
    left_out = len(result.statements.groups[5:]) + result.statements.groups_left_out
    if left_out:
        console.print(Text(f"        and {left_out} more groups of statements"))
    _show_text(console, "stdout", result.stdout)
    for text in result.redirected:
        console.print(Text(f"redirected: {text}"))
    console.print(Text(f"sandbox: {_walls(result.sandbox)}", style="dim"))
    console.print(Text(f"next: {result.next_step}"))


def _walls(level: SandboxLevel) -> str:
    open_ = f"; not walled off: {', '.join(level.missing)}" if level.missing else ""
    return f"{level.level}{open_}"


def _show_checkup(console: Console, result: Checkup) -> None:
    style = "bold red" if result.sandbox.reason else "bold green"
    console.print(Text(f"sandbox: {_walls(result.sandbox)}", style=style))
    if result.sandbox.reason:
        console.print(Text(f"  {result.sandbox.reason}"))
    for name, value in (result.walls | result.versions).items():
        console.print(Text(f"  {name}: {value}"))


def _show_finding(console: Console, finding: Finding) -> None:
    line = Text("  ")
    line.append(finding.severity, STYLES[finding.severity])
    line.append(f" {_place(finding.file, finding.line)}{finding.message}")
    if finding.problem:
        line.append(f" [{finding.problem}]", "dim")
    console.print(line)
    if finding.fix:
        console.print(Text(f"    fix: {finding.fix}"))


def _show_text(console: Console, name: str, text: str) -> None:
    if text.strip():
        console.print(Text(f"{name}:"))
        console.print(Text("\n".join(f"  | {line}" for line in text.splitlines())))


def _show_explanation(console: Console, result: Explanation) -> None:
    for diagnosis in result.diagnoses:
        _show_diagnosis(console, diagnosis)
    console.print(Text(f"next: {result.next_step}"))


def _show_diagnosis(console: Console, diagnosis: Diagnosis) -> None:
    head = f"{diagnosis.title} ({diagnosis.problem}), {diagnosis.confidence:.0%} sure"
    console.print(Text(head, style="bold"))
    console.print(Text(f"  because: {'; '.join(diagnosis.evidence)}"))
    console.print(Text(f"  cause:   {diagnosis.cause}"))
    console.print(Text(f"  fix:     {diagnosis.fix}"))
    console.print(Text(f"  page:    {diagnosis.page}"))
    if diagnosis.reproduction:
        console.print(Text(f"  run now: {diagnosis.reproduction.summary}"))


def _show_scaffold(console: Console, result: Scaffold, out: Path | None) -> None:
    proof = result.proof
    style = "bold green" if proof.passed else "bold red"
    total = proof.tests_passed + proof.tests_failed
    head = f"{len(result.files)} files; {proof.tests_passed} of {total} generated tests"
    console.print(Text(f"{head} passed in {proof.duration_ms} ms", style=style))
    for check in proof.checks:
        mark = "ok  " if check.passed else "FAIL"
        console.print(Text(f"  {mark} {check.name} {check.detail}".rstrip()))
    for path in result.files:
        console.print(Text(f"  {out / path if out else path}"))
    for assumed in result.assumed:
        console.print(Text(f"assumed: {assumed}"))
    console.print(Text(result.diagram))
    console.print(Text(f"next: {result.next_step}"))


def _place(file: str | None, line: int | None) -> str:
    return f"{file}:{line}: " if file else ""
