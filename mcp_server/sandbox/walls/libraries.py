"""The folders that a running Python program reads: its libraries, nothing else."""

import mimetypes
import os
import site
import stat
import sys
import sysconfig
from collections.abc import Iterable
from pathlib import Path

if sys.platform != "win32":
    import pwd

SYSTEM_LIBRARIES = ("/lib", "/lib32", "/lib64", "/usr/lib", "/usr/lib32", "/usr/lib64")
SYSTEM_FILES = (
    "/usr/share/zoneinfo",
    "/etc/ld.so.cache",
    "/etc/localtime",
    "/dev/urandom",
    *mimetypes.knownfiles,
)
PACKAGE_FOLDERS = ("site-packages", "dist-packages")


def readable_paths() -> list[str]:
    """Existing library folders of this interpreter, its packages and the system.

    Never a home folder, a project or /etc: of a virtual environment only the folders
    of its packages are listed, and of an editable installation nothing is.
    """
    homes = _homes()
    found = {
        path.resolve()
        for path in map(Path, (*_python(), *SYSTEM_LIBRARIES, *SYSTEM_FILES))
        if path.exists()
    }
    narrow = {path for path in found if not _holds_any(path, homes)}
    return sorted(str(path) for path in narrow if narrow.isdisjoint(path.parents))


def readable_by_all(paths: Iterable[str]) -> bool:
    """Whether any other user could read these places, going by modes alone.

    Before root becomes another user: of an interpreter below /root, that user could
    not import what is not imported yet.
    """
    return all(_is_open(Path(path)) for path in paths)


def _is_open(path: Path) -> bool:
    entered = all(folder.stat().st_mode & stat.S_IXOTH for folder in path.parents)
    return entered and bool(path.stat().st_mode & stat.S_IROTH)


def _python() -> Iterable[str]:
    paths = sysconfig.get_paths()
    yield from (paths[name] for name in ("stdlib", "platstdlib", "purelib", "platlib"))
    # The libraries that extension modules are linked with, such as conda's OpenSSL.
    if Path(sys.base_prefix).resolve() not in _homes():
        yield str(Path(sys.base_prefix) / "lib")
    yield from site.getsitepackages()
    # Overlays, as `uv run --with` makes them; an editable project has another name.
    yield from (path for path in sys.path if Path(path).name in PACKAGE_FOLDERS)


def _homes() -> set[Path]:
    """The home folders that we know of."""
    homes = {os.environ.get("HOME", "/root"), "/root", "/home"}
    if sys.platform != "win32":
        try:
            homes.add(pwd.getpwuid(os.getuid()).pw_dir)
        except KeyError:  # this user is not in the list of users
            homes.discard("")
    return {Path(home).resolve() for home in homes if home}


def _holds_any(path: Path, homes: set[Path]) -> bool:
    return any(path == home or path in home.parents for home in homes)
