"""Removes the folder of a run, whatever the program has left in it.

A program can nest folders deeper than any path is long and than files may be open, take
every right from them, and put links to the user's files in between. So what is deep is
brought up first, rights are given through an open handle, and no link is followed.
"""

import os
import secrets
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


def remove(folder: Path) -> None:
    """Remove a folder and everything in it, as far as this user may."""
    # Where the program had a disk of its own, the folder is empty.
    with suppress(OSError):
        folder.rmdir()
        return
    if sys.platform != "linux":
        shutil.rmtree(folder, ignore_errors=True)
        return
    with suppress(OSError):
        with _opened(str(folder), None) as top:
            while _lift(top):
                pass
        folder.rmdir()


def _lift(top: int) -> bool:
    """Remove a folder's files; bring what its folders hold up into it.

    Returns:
        Whether something was brought up, and has to be looked at in turn.
    """
    lifted = False
    for name in _names(top):
        if _unlinked(name, top):
            continue
        with suppress(OSError):
            with _opened(name, top) as folder:
                for one in _names(folder):
                    lifted |= _moved(one, folder, top)
            os.rmdir(name, dir_fd=top)
    return lifted


def _moved(name: str, folder: int, top: int) -> bool:
    """Remove a file of a folder; if it is a folder itself, bring it up."""
    if _unlinked(name, folder):
        return False
    try:
        # Who moves a folder must be allowed to write to it: opening it sees to that.
        with _opened(name, folder):
            new = secrets.token_hex(16)
            os.rename(name, new, src_dir_fd=folder, dst_dir_fd=top)
    except OSError:
        return False
    return True


def _names(folder: int) -> list[str]:
    with os.scandir(folder) as entries:
        return [entry.name for entry in entries]


def _unlinked(name: str, folder: int) -> bool:
    """Remove what is no folder; False if it is one."""
    try:
        os.unlink(name, dir_fd=folder)
    except IsADirectoryError:
        return False
    except OSError:
        pass  # it is not ours to remove: its folder will say so
    return True


@contextmanager
def _opened(name: str, parent: int | None) -> Iterator[int]:
    """A handle of a folder, which its owner may do everything with from then on."""
    folder = os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
    found = os.open(name, os.O_PATH | folder, dir_fd=parent)
    try:
        # By its handle: by its name, another folder could be there by now.
        with suppress(OSError):
            Path(f"/proc/self/fd/{found}").chmod(0o700)
        handle = os.open(".", os.O_RDONLY | folder, dir_fd=found)
    finally:
        os.close(found)
    try:
        yield handle
    finally:
        os.close(handle)
