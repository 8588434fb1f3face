"""Where a project goes: a folder that is there, and what is to be made below it."""

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from mcp_server.errors import FileExists, InvalidArgument, UnreadableFile
from mcp_server.scaffold.folder.tree import Folder, held

DEEPEST, LONGEST = 8, 200
# Neither hidden nor `..`, and no drive of Windows.
PART = re.compile(r"\w[\w.-]{0,99}")


@dataclass(frozen=True)
class Target:
    """The folder of a project, which need not exist."""

    base: Path
    """It exists; who started the program named it, and links in it are followed."""
    below: tuple[str, ...] = ()
    """What follows, in which no link is followed."""

    @property
    def path(self) -> Path:
        """The whole path."""
        return self.base.joinpath(*self.below)


_write_below: Path | None = None


def allow_writing(folder: Path) -> None:
    """Let this process write below a folder when a tool is asked to: a user's decision.

    Raises:
        InvalidArgument: there is no such folder.
    """
    global _write_below
    try:
        found = folder.resolve(strict=True)
    except (OSError, RuntimeError):
        found = None
    if found is None or not found.is_dir():
        raise InvalidArgument(
            f"--allow-write {folder}: there is no such folder; make it first"
        )
    _write_below = found


def writing_is_allowed() -> bool:
    """Whether there is a folder that tools may write below."""
    return _write_below is not None


def allowed(folder: str) -> Target:
    """A folder that a model names, below the one that the user has allowed.

    Raises:
        InvalidArgument: nothing is allowed, or it is no plain relative path.
    """
    if _write_below is None:
        raise InvalidArgument(
            "This server may not write: leave `folder` out and the files come back, or "
            "have it started with `sqlmodel-production serve --allow-write DIR`."
        )
    parts = tuple(folder.split("/")) if folder != "." else ()
    plain = all(map(PART.fullmatch, parts)) and len(folder) <= LONGEST
    if not plain or len(parts) > DEEPEST:
        raise InvalidArgument(
            f"`folder` is {folder[:60]!r}: send a relative path of plain names such as "
            "`shop` or `services/shop`, without `..` and hidden folders."
        )
    return Target(_write_below, parts)


def named(folder: Path) -> Target:
    """A folder that the user names."""
    below: list[str] = []
    while not folder.exists() and folder != folder.parent:
        below.insert(0, folder.name)
        folder = folder.parent
    if ".." in below:
        raise InvalidArgument(f"{folder.joinpath(*below)}: send a path without `..`")
    return Target(folder, tuple(below))


@contextmanager
def reported(target: Target) -> Iterator[None]:
    """What the operating system refuses, as one sentence."""
    try:
        yield
    except FileExistsError as error:
        raise FileExists(
            f"{target.path}: {error.filename2 or error.filename} was made meanwhile; "
            "nothing was written, try again"
        ) from error
    except OSError as error:
        raise UnreadableFile(
            f"{target.path}: {error.strerror}; nothing was written, send a folder that "
            "you can write to"
        ) from error


@contextmanager
def opened(target: Target) -> Iterator[Folder | None]:
    """The folder of a project; None if it is not there.

    Raises:
        FileExists: a link or file is where a folder must be.
        UnreadableFile: something in it cannot be read.
    """
    with reported(target), ExitStack() as folders:
        try:
            found = folders.enter_context(held(target.base))
            for part in target.below:
                found = folders.enter_context(found.folder(part))
        except FileNotFoundError:
            yield None
            return
        yield found
