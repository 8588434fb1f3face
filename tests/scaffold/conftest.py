"""The blog project, and ways to execute a generated project."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from mcp_server.scaffold.render import render
from mcp_server.scaffold.spec import ProjectSpec, read_spec

# Projects that are compared, with tests of their own.
collect_ignore = ["snapshots"]
Files = dict[str, str]
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session")
def blog() -> ProjectSpec:
    return read_spec((Path(__file__).parents[2] / "scripts" / "blog.json").read_text())


@pytest.fixture(scope="session")
def blog_files(blog: ProjectSpec) -> Files:
    return render(blog)


@pytest.fixture(scope="session")
def write() -> Callable[[Path, Files], None]:
    """Write the files of a project into a folder."""

    def write_files(folder: Path, files: Files) -> None:
        for name, text in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")

    return write_files


@pytest.fixture(scope="session")
def run() -> Run:
    """Run Python in a folder as the sandbox will: isolated, environment scrubbed."""

    def start(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=folder,
            env={
                "PATH": os.environ["PATH"],
                "HOME": str(folder),
                "TMPDIR": str(folder),
                "PYTHONDONTWRITEBYTECODE": "1",
                "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
            },
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return start
