"""Writes a project into a folder: everything, or nothing."""

import secrets
import shutil
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field

from mcp_server.errors import FileExists, UnreadableFile
from mcp_server.scaffold.folder.changes import Change
from mcp_server.scaffold.folder.target import Target, reported
from mcp_server.scaffold.folder.tree import Folder, held


def write(target: Target, changes: Sequence[Change]) -> None:
    """Make the changes; after a failure everything is as it was.

    Raises:
        FileExists: a file was made or changed since the changes were worked out, or a
            link or file is where a folder must be.
        UnreadableFile: the folder cannot be written to.
    """
    if not changes:
        return
    with reported(target), held(target.base) as base:
        _below(base, target.below, changes)


def _below(folder: Folder, parts: Sequence[str], changes: Sequence[Change]) -> None:
    """Go down to the folder of the project, which is made where it is missing."""
    if not parts:
        _in_place(folder, changes)
        return
    first, *rest = parts
    if not rest and not folder.has(first):
        _at_once(folder, first, changes)
        return
    made = folder.make(first)
    try:
        with folder.folder(first) as inner:
            _below(inner, rest, changes)
    except BaseException:
        if made:
            folder.drop(first)
        raise


def _at_once(parent: Folder, name: str, changes: Sequence[Change]) -> None:
    """A new folder: filled under another name, then renamed."""
    with _stage(parent) as (stage, staged):
        with ExitStack() as opened:
            folders = _Folders(staged, opened, undo=ExitStack())
            for change in changes:
                if change.after is not None:
                    folder, file = folders.of(change.path, make=True)
                    folder.create(file, change.after)
        parent.rename(stage, parent, name)


@contextmanager
def _stage(parent: Folder) -> Iterator[tuple[str, Folder]]:
    stage = f".scaffold-{secrets.token_hex(8)}"
    parent.make(stage)
    try:
        with parent.folder(stage) as staged:
            yield stage, staged
    except BaseException:
        shutil.rmtree(parent.name(stage), ignore_errors=True, dir_fd=parent.descriptor)
        raise


def _in_place(root: Folder, changes: Sequence[Change]) -> None:
    """A folder that is there: staged in it, moved, and moved back on a failure."""
    stage = f".scaffold-{secrets.token_hex(8)}"
    root.make(stage)
    try:
        with root.folder(stage) as staged:
            _move_all(root, staged, changes)
    finally:
        if not root.drop(stage):
            raise UnreadableFile(
                f"{root.path} could not be put back as it was: what was there is in "
                f"{root.path / stage}"
            )


def _move_all(root: Folder, staged: Folder, changes: Sequence[Change]) -> None:
    named = [(f"{number}", change) for number, change in enumerate(changes)]
    with ExitStack() as opened:
        for number, change in named:
            if change.after is not None:
                opened.callback(staged.unlink, f"new-{number}")
                staged.create(f"new-{number}", change.after)
        with ExitStack() as undo:
            folders = _Folders(root, opened, undo)
            for number, change in named:
                _move(folders, staged, number, change)
            undo.pop_all()
        for number, change in named:
            staged.unlink(f"old-{number}")
            if change.after is None:
                folders.drop_empty(change.path)


@dataclass
class _Folders:
    """The folders of files, held open; those that had to be made go on a failure."""

    root: Folder
    opened: ExitStack
    undo: ExitStack
    known: dict[tuple[str, ...], Folder] = field(default_factory=dict)

    def of(self, path: str, *, make: bool) -> tuple[Folder, str]:
        """The folder of a file, and the name of the file in it."""
        *parts, name = path.split("/")
        return self._folder(tuple(parts), make=make), name

    def _folder(self, parts: tuple[str, ...], *, make: bool) -> Folder:
        if not parts:
            return self.root
        if parts not in self.known:
            above = self._folder(parts[:-1], make=make)
            if make and above.make(parts[-1]):
                self.undo.callback(above.drop, parts[-1])
            self.known[parts] = self.opened.enter_context(above.folder(parts[-1]))
        return self.known[parts]

    def drop_empty(self, path: str) -> None:
        """Remove the folders of a removed file that nothing is in any more."""
        parts = tuple(path.split("/")[:-1])
        while parts and self._folder(parts[:-1], make=False).drop(parts[-1]):
            parts = parts[:-1]


def _move(folders: _Folders, staged: Folder, number: str, change: Change) -> None:
    """Take what is there away, look at it once more, and put the new file there."""
    folder, name = folders.of(change.path, make=change.after is not None)
    if change.before is not None:
        folder.rename(name, staged, f"old-{number}")
        folders.undo.callback(_put_back, staged, f"old-{number}", folder, name)
        if staged.read(f"old-{number}") != change.before:
            raise FileExists(
                f"{change.path} was changed meanwhile; nothing was written, try again"
            )
    if change.after is not None:
        if change.before is not None:
            staged.copy_mode(f"old-{number}", f"new-{number}")
        staged.move(f"new-{number}", folder, name)
        folders.undo.callback(folder.unlink, name)


def _put_back(staged: Folder, kept: str, folder: Folder, name: str) -> None:
    """What cannot go back stays in the stage, and the caller is told where."""
    with suppress(OSError):
        staged.move(kept, folder, name)
