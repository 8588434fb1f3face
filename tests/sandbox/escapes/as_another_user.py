"""Becomes another user, whom the interpreter is made readable for, and runs it.

Usage, as root: `python as_another_user.py UID ARGUMENT...`. Where the interpreter, its
packages or the project lie in a folder that only root may enter, this process gets a
mount namespace, in which that folder is an empty one with nothing but them in it: at
their own paths, so that nothing has to be copied or installed anew. Nobody else sees
that. With UID 0 it stays root, whose snippets then run as nobody.
"""

import ctypes
import os
import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
NEEDED = tuple(Path(path).resolve() for path in (sys.base_prefix, sys.prefix, ROOT))
CANNOT = 77
"""Exit code: it cannot be done here; standard error says why."""

NEW_MOUNTS = 0x20000
BIND, RECURSIVE, PRIVATE = 4096, 16384, 1 << 18
READ_AND_ENTER = 0o005
_libc = ctypes.CDLL(None, use_errno=True)


def open_up(paths: Iterable[Path]) -> None:
    """Make paths reachable for everybody in this process and what it starts.

    Raises:
        OSError: this process may not make a mount namespace.
    """
    inside = {path: closed for path in paths if (closed := _closed(path))}
    if not inside:
        return
    _checked(_libc.unshare(NEW_MOUNTS))
    _mount("none", Path("/"), None, RECURSIVE | PRIVATE)
    handles = {path: os.open(path, os.O_PATH) for path in inside}
    for closed in sorted(set(inside.values())):
        _mount("none", closed, "tmpfs", 0, "mode=0755")
    for path, handle in handles.items():
        path.mkdir(parents=True, exist_ok=True)
        _mount(f"/proc/self/fd/{handle}", path, None, BIND)
        os.close(handle)


def _closed(path: Path) -> Path | None:
    """The outermost folder above that not everybody may enter."""
    above = reversed(path.parents)
    return next((one for one in above if not _is_open(one)), None)


def _is_open(path: Path) -> bool:
    return path.stat().st_mode & READ_AND_ENTER == READ_AND_ENTER


def _mount(
    source: str, target: Path, kind: str | None, flags: int, options: str = ""
) -> None:
    _checked(
        _libc.mount(
            source.encode(),
            os.fsencode(target),
            kind.encode() if kind else None,
            ctypes.c_ulong(flags),
            options.encode(),
        )
    )


def _checked(result: int) -> None:
    if result:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def become(user: int) -> None:
    """Give up root, for good."""
    os.setgroups([])
    os.setresgid(user, user, user)
    os.setresuid(user, user, user)


def main(user: int, arguments: list[str]) -> None:
    """Run the interpreter with these arguments; never returns."""
    try:
        open_up(NEEDED)
    except OSError as error:
        sys.stderr.write(f"no mount namespace: {error}\n")
        sys.exit(CANNOT)
    if user:
        become(user)
    if hidden := [path for path in NEEDED if not _is_open(path)]:
        sys.stderr.write(f"not readable for others: {hidden}\n")
        sys.exit(CANNOT)
    os.execv(sys.executable, [sys.executable, *arguments])


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
