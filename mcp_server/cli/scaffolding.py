"""The commands that generate a project, add to it, and read what is there already."""

import json
import re
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from mcp_server.cli.calling import call_told, show
from mcp_server.cli.decisions import FINDINGS, NO_SANDBOX, AsJson, Unsandboxed, decide
from mcp_server.cli.projects import show_difference, show_scaffold
from mcp_server.cli.reading import read
from mcp_server.errors import InvalidArgument

NOTATIONS = {
    ".json": "json",
    ".mmd": "mermaid",
    ".mermaid": "mermaid",
    ".md": "mermaid",
    ".sql": "sql",
    ".ddl": "sql",
    ".dbml": "dbml",
}
EXAMPLES = {
    "--entity": '{"name": "Tag", "fields": [{"name": "name"}]}',
    "--relationship": (
        '{"kind": "one-to-many", "source": "Post", "target": "Comment"}'
    ),
}
ADDRESS = re.compile(r"[a-z][a-z0-9+]*://|sqlite:")
SQLITE = b"SQLite format 3\0"


class _Commands(TyperGroup):
    """`scaffold FILE` is `scaffold new FILE`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Name the command that was meant."""
        if args and args[0] not in self.commands and args[0] != "--help":
            args = ["new", *args]
        return super().parse_args(ctx, args)


app = typer.Typer(
    name="scaffold",
    cls=_Commands,
    no_args_is_help=True,
    help="Generate a FastAPI project and run its tests: `scaffold FILE --out DIR`.",
)
Out = Annotated[Path | None, typer.Option(help="Write the project into this folder.")]
Notation = Annotated[
    str | None, typer.Option(help="Of the source, if its suffix does not tell.")
]
Chosen = Annotated[
    list[str] | None,
    typer.Option("--option", help="How it is written: --option mode=async."),
]
Force = Annotated[
    list[str] | None,
    typer.Option(help="A generated file to overwrite although it was edited."),
]
Diff = Annotated[
    bool,
    typer.Option("--diff", help="Only print what would change; 1 if anything would."),
]
KeepFailed = Annotated[
    bool, typer.Option("--keep-failed", help="Write it even if its tests fail.")
]


@app.command()
def new(
    source: Annotated[
        str,
        typer.Argument(
            help="JSON, a Mermaid erDiagram, SQL or DBML; - for standard input."
        ),
    ],
    notation: Notation = None,
    option: Chosen = None,
    out: Out = None,
    force: Force = None,
    diff: Diff = False,
    keep_failed: KeepFailed = False,
    as_json: AsJson = False,
    allow_unsandboxed: Unsandboxed = False,
) -> None:
    """Generate a project from a specification and run its tests."""
    decide(allow_unsandboxed)
    from mcp_server.tools.scaffold_models.project import specified

    told = notation or NOTATIONS.get(Path(source).suffix.lower())
    reading = specified(read(source), told, _options(option or []))
    _finish(reading, out, force, keep_failed, diff=diff, as_json=as_json)


@app.command("from")
def from_(
    source: Annotated[
        str,
        typer.Argument(help="URL of a database or a SQLite file; it is only read."),
    ],
    notation: Notation = None,
    option: Chosen = None,
    out: Out = None,
    force: Force = None,
    diff: Diff = False,
    keep_failed: KeepFailed = False,
    as_json: AsJson = False,
    allow_unsandboxed: Unsandboxed = False,
) -> None:
    """Generate a project for a database that is there already."""
    decide(allow_unsandboxed)
    from mcp_server.tools.scaffold_models.project import specified

    told, text = notation or NOTATIONS.get(Path(source).suffix.lower()), source
    if ADDRESS.match(source) or _is_sqlite(Path(source)):
        told = "database"
    else:
        text = read(source)
    reading = specified(text, told, _options(option or []), databases=True)
    _finish(reading, out, force, keep_failed, diff=diff, as_json=as_json)


@app.command()
def add(
    folder: Annotated[Path, typer.Argument(help="A project that was generated.")],
    entity: Annotated[
        list[str] | None, typer.Option(help="One more entity, as JSON.")
    ] = None,
    relationship: Annotated[
        list[str] | None, typer.Option(help="One more relationship, as JSON.")
    ] = None,
    force: Force = None,
    diff: Diff = False,
    keep_failed: KeepFailed = False,
    as_json: AsJson = False,
    allow_unsandboxed: Unsandboxed = False,
) -> None:
    """Add entities and relationships to a project."""
    decide(allow_unsandboxed)
    from mcp_server.tools.scaffold_models.project import enlarged, writing_to

    more = {
        "entities": [_object("--entity", text) for text in entity or []],
        "relationships": [
            _object("--relationship", text) for text in relationship or []
        ],
    }
    if not any(more.values()):
        raise InvalidArgument("nothing to add; send --entity or --relationship as JSON")
    reading = enlarged(writing_to(folder), more)
    _finish(reading, folder, force, keep_failed, diff=diff, as_json=as_json)


def _finish(
    reading: Any,
    out: Path | None,
    force: list[str] | None,
    keep_failed: bool,
    *,
    diff: bool,
    as_json: bool,
) -> None:
    """Print what would change, or write the project and print what was proved."""
    from mcp_server.tools.scaffold_models import project

    if out is None:
        if diff or force or keep_failed:
            raise InvalidArgument("--diff, --force and --keep-failed need --out DIR")
        result = call_told(project.proved, reading=reading)
    else:
        wanted = project.writing_to(out, force or (), keep_failed=keep_failed)
        if diff:
            found = project.difference(reading, wanted)
            show(found, as_json, show_difference)
            raise typer.Exit(FINDINGS if found.changed else 0)
        result = call_told(project.written, reading=reading, wanted=wanted)
    show(result, as_json, show_scaffold)
    if result.proof.sandbox.reason:
        raise typer.Exit(NO_SANDBOX)
    raise typer.Exit(0 if result.proof.passed else FINDINGS)


def _is_sqlite(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(len(SQLITE)) == SQLITE
    except OSError:
        return False  # read() says why it cannot be read


def _options(pairs: list[str]) -> dict[str, Any]:
    """Options as a specification has them: `migrations=true` is a bool."""
    named = [pair.partition("=") for pair in pairs]
    if wrong := next((name for name, equals, _ in named if not equals), None):
        raise InvalidArgument(f"--option {wrong}: write it as --option {wrong}=VALUE")
    return {name: {"true": True, "false": False}.get(to, to) for name, _, to in named}


def _object(option: str, text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise InvalidArgument(
            f"{option} is no JSON object: {text[:60]!r}; send {EXAMPLES[option]}"
        )
    return found
