"""The commands of the terminal."""

import re
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from mcp_server import __version__
from mcp_server.cli import cache, checking, scaffolding, validation
from mcp_server.cli.calling import call, show
from mcp_server.cli.checking import Format
from mcp_server.cli.decisions import (
    BAD_INPUT,
    FINDINGS,
    NO_SANDBOX,
    AsJson,
    Unsandboxed,
    decide,
)
from mcp_server.cli.printing import rule_page, show_checkup, show_explanation
from mcp_server.cli.reading import program, read, read_log, requests, seconds
from mcp_server.errors import SkillError
from mcp_server.results import Limits

_given: list[str] = []
"""The arguments as they came: by them the cache knows a command."""

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


app.add_typer(scaffolding.app)


class Detail(StrEnum):
    """How much of a validation is printed."""

    SUMMARY = "summary"
    FULL = "full"


def run(arguments: list[str] | None = None) -> None:
    """Run one command; bad input ends in one sentence and exit code 2."""
    _given[:] = sys.argv[1:] if arguments is None else arguments
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
def serve(
    allow_write: Annotated[
        Path | None,
        typer.Option(
            envvar="SQLMODEL_PRODUCTION_ALLOW_WRITE",
            metavar="DIR",
            help="Let scaffold_models write projects below this folder.",
        ),
    ] = None,
    allow_unsandboxed: Unsandboxed = False,
) -> None:
    """Run the MCP server over standard input and output."""
    decide(allow_unsandboxed)
    # The server needs mcp, which is slow to import and which no other command needs.
    from mcp_server.server import serve as serve_stdio

    serve_stdio(allow_write)


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
    request: Annotated[
        list[str] | None,
        typer.Option(help='HTTP call to its app, such as: POST /heroes {"name": "x"}'),
    ] = None,
    compare: Annotated[
        Path | None, typer.Option(help="The changed file: say what changed.")
    ] = None,
    detail: Annotated[
        Detail, typer.Option(help="full: also tables and all statements.")
    ] = Detail.SUMMARY,
    wall: Annotated[float, typer.Option(help="Seconds until it is stopped.")] = 10,
    as_json: AsJson = False,
    allow_unsandboxed: Unsandboxed = False,
) -> None:
    """Run a snippet against a private SQLite file and say what is wrong with it."""
    decide(allow_unsandboxed)
    from mcp_server.tools.validate_snippet import validate_snippet

    sent = program(path, entry)
    result = call(
        validate_snippet,
        **sent,
        context=read(str(context)) if context else None,
        requests=requests(request or []),
        compare=read(str(compare)) if compare else None,
        detail=detail.value,
        limits=Limits(wall_seconds=seconds(wall)),
    )
    sources = sent.get("files") or {"snippet.py": sent["code"]}
    show(result, as_json, validation.printed(sources))
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
        Path | None, typer.Option(help="Source that shows the problem: file or folder.")
    ] = None,
    using: Annotated[
        list[str] | None,
        typer.Option(help="A version that is in use: --using sqlalchemy=2.0.36."),
    ] = None,
    reproduce: Annotated[
        bool, typer.Option(help="Run the broken and the fixed program now.")
    ] = False,
    as_json: AsJson = False,
    allow_unsandboxed: Unsandboxed = False,
) -> None:
    """Name the problem behind an error, a traceback or a sentence."""
    decide(allow_unsandboxed)
    from mcp_server.tools.explain_problem import explain_problem

    if re.fullmatch(r"SQM\d{3}", symptom):
        print(rule_page(symptom), end="")
        return
    if file or symptom == "-":
        symptom = read_log(str(file or "-"))
    result = call(
        explain_problem,
        symptom=symptom,
        files=program(str(code), None)["files"] if code else None,
        versions=_versions(using or []),
        reproduce=reproduce,
    )
    show(result, as_json, show_explanation)


def _versions(using: list[str]) -> dict[str, str]:
    pairs = [one.replace("==", "=").partition("=") for one in using]
    if wrong := next((name for name, _, version in pairs if not version), None):
        raise typer.BadParameter(f"--using {wrong}: write it as {wrong}=1.2.3")
    return {name.strip().lower(): version.strip() for name, _, version in pairs}


@app.command()
def check(
    paths: Annotated[
        list[str] | None, typer.Argument(help="Files and folders; the current one.")
    ] = None,
    fix: Annotated[
        bool, typer.Option("--fix", help="Write the fixes that are safe.")
    ] = False,
    unsafe_fixes: Annotated[
        bool, typer.Option("--unsafe-fixes", help="Write the other fixes as well.")
    ] = False,
    diff: Annotated[
        bool, typer.Option("--diff", help="Print what fixes would change.")
    ] = False,
    select: Annotated[
        list[str] | None, typer.Option(help="Codes or their beginnings: SQM01")
    ] = None,
    ignore: Annotated[
        list[str] | None, typer.Option(help="Codes to leave out.")
    ] = None,
    format_: Annotated[
        Format, typer.Option("--format", help="How findings are printed.")
    ] = Format.TEXT,
    as_json: AsJson = False,
    statistics: Annotated[
        bool, typer.Option("--statistics", help="Only count, by rule.")
    ] = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="Check again whenever a file changes.")
    ] = False,
    no_cache: Annotated[
        bool, typer.Option("--no-cache", help="Do not repeat what is known.")
    ] = False,
) -> None:
    """Check code by static rules, without running it."""
    del no_cache  # read from the arguments, before anything is imported
    wanted = checking.Wanted(
        paths=tuple(paths or ["."]),
        select=tuple(select or ()),
        ignore=tuple(ignore or ()),
        format=Format.JSON if as_json else format_,
        fix=fix or unsafe_fixes,
        unsafe=unsafe_fixes,
        diff=diff,
        statistics=statistics,
    )
    code = _check_once(wanted)
    while watch:
        checking.wait_for_change(wanted)
        code = _check_once(wanted)
    raise typer.Exit(code)


def _check_once(wanted: checking.Wanted) -> int:
    chosen = checking.selection(wanted)
    texts = checking.sources(wanted, chosen)
    if wanted.fix or wanted.diff:
        changed = checking.mended(texts, chosen, wanted)
        if wanted.diff:
            print(checking.difference(changed, texts), end="")
            return FINDINGS if changed else 0
        checking.write(changed, texts)
        texts |= changed
    found = checking.checked(texts, chosen)
    output = checking.printed(found, texts, wanted)
    code = FINDINGS if any(one.severity == "error" for one in found) else 0
    sys.stdout.write(output)
    cache.keep(_given[1:], cache.Answer(output, code))
    return code


@app.command()
def doctor(as_json: AsJson = False) -> None:
    """Say which walls the sandbox has here, and which versions are installed."""
    from mcp_server.sandbox.doctor import examine

    result = examine()
    show(result, as_json, show_checkup)
    raise typer.Exit(NO_SANDBOX if result.sandbox.reason else 0)
