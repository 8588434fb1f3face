"""The folder a program runs in: checks the paths and writes the files."""

from pathlib import Path, PurePosixPath

from mcp_server.errors import InvalidArgument
from mcp_server.results import Program

MAX_FILES = 200
MAX_BYTES = 2_000_000


def write(program: Program, folder: Path) -> None:
    """Write the program's files below an empty folder.

    Raises:
        InvalidArgument: a path leaves the folder, the entry is missing, or the files
            are too many or too large.
    """
    check(program)
    for name, text in program.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")


def check(program: Program) -> None:
    """Refuse what cannot be written into a private folder."""
    if program.entry not in program.files:
        known = ", ".join(sorted(program.files)[:10])
        raise InvalidArgument(
            f"entry {program.entry!r} is not among the files; send one of: {known}"
        )
    if len(program.files) > MAX_FILES:
        raise InvalidArgument(
            f"{len(program.files)} files are too many; send at most {MAX_FILES}"
        )
    size = sum(len(text) for text in program.files.values())
    if size > MAX_BYTES:
        raise InvalidArgument(
            f"the files have {size} characters; send at most {MAX_BYTES}"
        )
    for name in program.files:
        _check_path(name)


def _check_path(name: str) -> None:
    path = PurePosixPath(name)
    if (
        not name.isprintable()
        or "\\" in name
        or ":" in name
        or path.is_absolute()
        or ".." in path.parts
        or str(path) in {"", "."}
        or str(path) != name
    ):
        raise InvalidArgument(
            f"path {name[:80]!r} is not a plain relative path; "
            "send one such as 'app/models.py'"
        )
