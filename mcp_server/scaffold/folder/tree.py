"""Files below a folder, reached without following a symbolic link."""

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from mcp_server.errors import FileExists

# Where a folder cannot be held open (Windows), its path stands for it.
HELD = os.open in os.supports_dir_fd
LARGEST = 8_000_000
"""Bytes of a file that are looked at; what is generated is far smaller."""
_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)
_FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0)
# Waits for nothing: whatever is at the path may be a pipe.
_READ = os.O_RDONLY | _NO_FOLLOW | getattr(os, "O_NONBLOCK", 0)
_BINARY = getattr(os, "O_BINARY", 0)
# What a file system without hard links answers.
_NO_LINKS = {errno.EPERM, errno.EACCES, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK}
_NO_FOLDER = {errno.ENOTDIR, errno.ELOOP, errno.EMLINK}


@dataclass(frozen=True)
class Folder:
    """A folder that stays the same one, whatever is put at its path meanwhile."""

    path: Path
    descriptor: int | None

    def name(self, name: str) -> str:
        """What system calls are given, together with the descriptor."""
        return str(self.path / name) if self.descriptor is None else name

    def read(self, name: str) -> bytes | None:
        """The bytes of a file, at most LARGEST; None if there is none.

        Raises:
            FileExists: it is no plain file.
            OSError: it cannot be read.
        """
        try:
            opened = os.open(self.name(name), _READ | _BINARY, dir_fd=self.descriptor)
        except FileNotFoundError:
            return None
        except OSError as error:
            if error.errno in _NO_FOLDER:
                raise self._no("file", name) from None
            raise
        if not stat.S_ISREG(os.fstat(opened).st_mode):
            os.close(opened)
            raise self._no("file", name)
        with os.fdopen(opened, "rb") as file:
            return file.read(LARGEST)

    def create(self, name: str, content: bytes) -> None:
        """Write a file that is not there yet.

        Raises:
            OSError: it is there, or cannot be written.
        """
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_FOLLOW | _BINARY
        opened = os.open(self.name(name), flags, 0o666, dir_fd=self.descriptor)
        with os.fdopen(opened, "wb") as file:
            file.write(content)

    def has(self, name: str) -> bool:
        """Whether there is anything of this name, be it a link to nowhere."""
        try:
            os.lstat(self.name(name), dir_fd=self.descriptor)
        except FileNotFoundError:
            return False
        return True

    def make(self, name: str) -> bool:
        """Make a folder in it; False if there is something of this name."""
        try:
            os.mkdir(self.name(name), dir_fd=self.descriptor)
        except FileExistsError:
            return False
        return True

    def rename(self, name: str, other: "Folder", new: str) -> None:
        """Move a file or folder; a file that is there is replaced."""
        os.replace(
            self.name(name),
            other.name(new),
            src_dir_fd=self.descriptor,
            dst_dir_fd=other.descriptor,
        )

    def move(self, name: str, other: "Folder", new: str) -> None:
        """Move a file; nothing is replaced.

        Raises:
            FileExistsError: there is something already.
            OSError: it cannot be moved.
        """
        try:
            os.link(
                self.name(name),
                other.name(new),
                src_dir_fd=self.descriptor,
                dst_dir_fd=other.descriptor,
                follow_symlinks=os.link not in os.supports_follow_symlinks,
            )
        except OSError as error:
            if error.errno not in _NO_LINKS:
                raise
            if other.has(new):
                raise FileExistsError(errno.EEXIST, "File exists", new) from None
            self.rename(name, other, new)
        else:
            self.unlink(name)

    def copy_mode(self, name: str, other: str) -> None:
        """Give a file the permissions of another."""
        mode = os.lstat(self.name(name), dir_fd=self.descriptor).st_mode
        os.chmod(self.name(other), stat.S_IMODE(mode), dir_fd=self.descriptor)

    def unlink(self, name: str) -> None:
        """Remove a file, if it is there."""
        try:
            os.unlink(self.name(name), dir_fd=self.descriptor)
        except FileNotFoundError:
            return

    def drop(self, name: str) -> bool:
        """Remove a folder if it is empty; whether it was."""
        try:
            os.rmdir(self.name(name), dir_fd=self.descriptor)
        except OSError:
            return False
        return True

    @contextmanager
    def folder(self, name: str) -> Iterator["Folder"]:
        """A folder in it, opened.

        Raises:
            FileExists: it is a file or a symbolic link.
            FileNotFoundError: there is none.
        """
        try:
            opened = _opened(self.name(name), _NO_FOLLOW, self.descriptor)
        except OSError as error:
            if error.errno in _NO_FOLDER:
                raise self._no("folder", name) from None
            raise
        with _closing(Folder(self.path / name, opened)) as found:
            yield found

    def _no(self, wanted: str, name: str) -> FileExists:
        return FileExists(
            f"{self.path / name} is no {wanted} (links are not followed); nothing was "
            "written, move it away"
        )


@contextmanager
def held(path: Path) -> Iterator[Folder]:
    """A folder by its path; links in it are followed: the user has named it."""
    try:
        opened = _opened(str(path), 0, None)
    except NotADirectoryError:
        raise FileExists(f"{path} is a file; send the path of a folder") from None
    with _closing(Folder(path, opened)) as found:
        yield found


@contextmanager
def folder_of(root: Folder, path: str) -> Iterator[tuple[Folder, str]]:
    """The folder of a file below another folder, and the name of the file in it."""
    *parts, name = path.split("/")
    with ExitStack() as opened:
        for part in parts:
            root = opened.enter_context(root.folder(part))
        yield root, name


def read(root: Folder, path: str) -> bytes | None:
    """The bytes of a file below a folder; None if there is none."""
    try:
        with folder_of(root, path) as (folder, name):
            return folder.read(name)
    except FileNotFoundError:
        return None


def _opened(name: str, flags: int, descriptor: int | None) -> int | None:
    if HELD:
        return os.open(name, _FOLDER | flags, dir_fd=descriptor)
    mode = os.lstat(name).st_mode if flags else Path(name).stat().st_mode
    if not stat.S_ISDIR(mode):
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), name)
    return None


@contextmanager
def _closing(folder: Folder) -> Iterator[Folder]:
    try:
        yield folder
    finally:
        if folder.descriptor is not None:
            os.close(folder.descriptor)
