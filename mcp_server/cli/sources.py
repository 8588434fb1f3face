"""Finds the Python files below paths, without those that git ignores."""

import os
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

SKIPPED = {
    ".git",
    ".hg",
    ".mypy_cache",
    ".nox",
    ".pytest_cache",
    ".ruff_cache",
    ".tox",
    ".venv",
    "__pycache__",
    "build",
    "dist",
    "node_modules",
    "site-packages",
    "venv",
}
"""Folders that are not looked into where git is not asked."""


def python_files(paths: Iterable[str]) -> list[Path]:
    """Every Python file at or below the paths, each once, in order.

    A path that does not exist is left out: who calls has to look.
    """
    found: dict[Path, None] = {}
    for name in paths:
        path = Path(name)
        if path.is_file():
            found[path] = None
        elif path.is_dir():
            found |= dict.fromkeys(sorted(_tracked(path) or _walked(path)))
    return list(found)


def settings_file(folder: Path) -> Path | None:
    """The nearest `pyproject.toml`, in the folder or above it."""
    for place in (folder, *folder.parents):
        if (place / "pyproject.toml").is_file():
            return place / "pyproject.toml"
    return None


def _tracked(folder: Path) -> list[Path] | None:
    """What git knows or would add; None if it is not there, or this is no work tree."""
    command = ["git", "ls-files", "-z", "-co", "--exclude-standard", "--", "*.py"]
    try:
        done = subprocess.run(
            command, cwd=folder, capture_output=True, check=False, timeout=20
        )
    except (OSError, subprocess.SubprocessError):
        return None
    if done.returncode:
        return None
    names = done.stdout.decode(errors="surrogateescape").split("\0")
    paths = (folder / name for name in names if name)
    return [path for path in paths if path.is_file()]


def _walked(folder: Path) -> Iterator[Path]:
    for place, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if name not in SKIPPED]
        yield from (Path(place) / name for name in files if name.endswith(".py"))
