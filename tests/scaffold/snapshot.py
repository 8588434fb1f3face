"""Whole generated projects, checked in so that a change of a template can be read.

Their modules end in `.py.txt`: they are text to compare, and no tool of a user, who has
this folder in a project of their own, takes them for modules of that project.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

from mcp_server.scaffold.render import render
from mcp_server.scaffold.spec import read_spec

SNAPSHOTS = Path(__file__).parent / "snapshots"
SPECIFICATIONS = sorted(SNAPSHOTS.glob("*.json"))
SHOWN = ".txt"
CACHES = {"__pycache__", ".pytest_cache", ".mypy_cache", ".ruff_cache"}


def generated(specification: Path) -> dict[str, bytes]:
    """Path to content of every file, as it is generated now."""
    files = render(read_spec(specification.read_text("utf-8")))
    return {path: text.encode() for path, text in files.items()}


def checked_in(specification: Path) -> dict[str, bytes]:
    """Path to content of every file beside a specification."""
    return dict(_files(specification.with_suffix("")))


def _files(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not CACHES.intersection(path.parts):
            name = path.relative_to(folder).as_posix()
            yield name.removesuffix(SHOWN), path.read_bytes()


def main() -> None:
    """Write every project anew."""
    for specification in SPECIFICATIONS:
        folder = specification.with_suffix("")
        files = generated(specification)
        shutil.rmtree(folder, ignore_errors=True)
        for name, content in files.items():
            path = folder / (f"{name}{SHOWN}" if name.endswith(".py") else name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)


if __name__ == "__main__":
    main()
