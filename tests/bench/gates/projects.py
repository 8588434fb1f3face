"""Projects of random specifications, and what a gate says about them."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from mcp_server.scaffold.proof import proof_program
from mcp_server.scaffold.render import render
from mcp_server.scaffold.spec import ProjectSpec

LONGEST = 600
"""Seconds that one program may take."""


@dataclass(frozen=True)
class Verdict:
    """What a gate found; `passed` is None where it could not be asked."""

    passed: bool | None
    detail: str = ""


Verdicts = dict[str, Verdict]


@dataclass(frozen=True)
class Project:
    """One specification, written into a folder with the program of its proof."""

    seed: int
    spec: ProjectSpec
    folder: Path
    files: Mapping[str, str]

    @property
    def is_package(self) -> bool:
        """Whether the code is in `app/` rather than in one module of each sort."""
        return "app/main.py" in self.files

    @property
    def main(self) -> str:
        """The module of the application."""
        return "app.main" if self.is_package else "main"

    @property
    def driver(self) -> str:
        """How it speaks to PostgreSQL."""
        return "asyncpg" if self.spec.options.mode == "async" else "psycopg"


def written(seed: int, spec: ProjectSpec, folder: Path) -> Project:
    """Generate a project into a folder."""
    files = proof_program(render(spec)).files
    write(folder, files)
    return Project(seed, spec, folder, files)


def with_migrations(project: Project) -> Project:
    """The same project with an Alembic environment, in a folder beside it."""
    if project.spec.options.migrations:
        return project
    options = project.spec.options.model_copy(update={"migrations": True})
    spec = project.spec.model_copy(update={"options": options})
    folder = project.folder.with_name(f"{project.folder.name}-migrations")
    return written(project.seed, spec, folder)


def write(folder: Path, files: Mapping[str, str]) -> None:
    """Write files into a folder."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def python(
    folder: Path, arguments: Sequence[str], **environment: str
) -> "subprocess.CompletedProcess[str]":
    """Run our Python in a folder, with hardly an environment."""
    given = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
    }
    return run([sys.executable, *arguments], folder, given | environment)


# As `timeout` of the shell ends.
TOO_LONG = 124


def run(
    command: Sequence[str], folder: Path, environment: Mapping[str, str] | None = None
) -> "subprocess.CompletedProcess[str]":
    """Run a program; one that takes too long has failed."""
    try:
        return subprocess.run(
            command,
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            timeout=LONGEST,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        said = f"took more than {LONGEST} seconds"
        # What was read so far is bytes, whatever was asked for.
        read = error.stdout or b""
        text = read if isinstance(read, str) else read.decode(errors="replace")
        return subprocess.CompletedProcess(command, TOO_LONG, text, stderr=said)


def judged(ended: "subprocess.CompletedProcess[str]") -> Verdict:
    """Passed if a program ended with 0; otherwise its last words."""
    if ended.returncode == 0:
        return Verdict(True)
    lines = (ended.stdout + "\n" + ended.stderr).strip().splitlines()
    telling = [line for line in lines if line.startswith(("E  ", "FAILED", "ERROR"))]
    return Verdict(False, " | ".join((telling or lines[-3:])[:4])[:600])
