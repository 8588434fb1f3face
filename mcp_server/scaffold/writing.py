"""Writes a project into a folder: all files or none, never over one of the user's."""

import shutil
import tempfile
from pathlib import Path

from mcp_server.errors import FileExists, UnreadableFile

SHOWN = 3


def refuse_existing(files: dict[str, str], folder: Path) -> None:
    """Check that no file of the project is there already.

    Raises:
        FileExists: one is, or the folder is a file.
    """
    if folder.exists() and not folder.is_dir():
        raise FileExists(f"{folder} is a file; send the path of a folder")
    there = [name for name in files if (folder / name).exists()]
    if there:
        more = f" and {len(there) - SHOWN} more" if len(there) > SHOWN else ""
        raise FileExists(
            f"{folder} already has {', '.join(there[:SHOWN])}{more}; nothing was "
            "written, send another folder"
        )


def write(files: dict[str, str], folder: Path) -> None:
    """Write the files; on a failure everything that was written is removed again.

    Raises:
        FileExists: a file of the project is there already.
        UnreadableFile: the folder cannot be written to.
    """
    refuse_existing(files, folder)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(
            prefix=".scaffold-", dir=folder.parent
        ) as base:
            staged = Path(base) / "project"
            _write_all(files, staged)
            _move_all(files, staged, folder)
    except OSError as error:
        raise UnreadableFile(
            f"{folder}: {error.strerror}; nothing was written, send a writable folder"
        ) from error


def _write_all(files: dict[str, str], folder: Path) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")


def _move_all(files: dict[str, str], staged: Path, folder: Path) -> None:
    """Renaming the whole folder is one step; into an existing one, undo on failure."""
    if not folder.exists():
        staged.rename(folder)
        return
    moved: list[Path] = []
    try:
        for name in files:
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(staged / name, path)
            moved.append(path)
    except OSError:
        for path in moved:
            path.unlink(missing_ok=True)
        raise
