"""The outer wall: bubblewrap gives the zygote files, processes and a net of its own.

It is paid once, when the zygote starts, and needs no configuration: where bubblewrap is
not installed, or the system does not let it work, the zygote starts without it. In it,
files outside are not only unreadable but not there.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from mcp_server.sandbox import walls

PACKAGE = Path(__file__).resolve().parents[1]
UNSHARED = ("--unshare-net", "--unshare-pid", "--unshare-ipc", "--unshare-uts")
CAPABILITIES = "CHOWN DAC_OVERRIDE FOWNER KILL SETGID SETPCAP SETUID SYS_ADMIN"
"""What a zygote that is root needs to give its children another user and a disk."""
THEN_REMOVE = 'base=$1; shift; "$@"; rm -rf "$base"'
"""The folder outlives the namespace that it is mounted in; so does this shell."""


def wrapped(command: list[str], base: Path) -> list[str]:
    """The command inside namespaces of its own, if they can be had; else as it is.

    Inside, `base` can be written, and only libraries can be read.
    """
    if not works():
        return command
    folders = _folders([base])
    wall = [*_bubblewrap(), *folders, "--bind", str(base), str(base), *command]
    return ["/bin/sh", "-c", THEN_REMOVE, "sh", str(base), *wall]


@cache
def works() -> bool:
    """Bubblewrap is installed, and Python starts inside it."""
    if shutil.which("bwrap") is None:
        return False
    trial = [*_bubblewrap(), sys.executable, "-I", "-c", "import sqlite3"]
    done = subprocess.run(
        trial, stdin=subprocess.DEVNULL, capture_output=True, timeout=10, check=False
    )
    return done.returncode == 0


def _bubblewrap() -> list[str]:
    user = [] if os.getuid() == 0 else ["--unshare-user"]
    capabilities = CAPABILITIES.split() if os.getuid() == 0 else []
    return [
        *("bwrap", *UNSHARED, *user, "--new-session", "--chdir", "/"),
        *(part for name in capabilities for part in ("--cap-add", f"CAP_{name}")),
        *("--tmpfs", "/tmp", "--proc", "/proc", "--dev", "/dev"),
        *_mounts(),
    ]


def _mounts() -> Iterator[str]:
    """The interpreter, the libraries and this package, read-only."""
    named = [*walls.readable_paths(), sys.prefix, sys.base_prefix, str(PACKAGE)]
    places = sorted({Path(place) for place in named if not place.startswith("/dev/")})
    yield from _folders(places)
    for place in places:
        yield from ("--ro-bind-try", str(place), str(place))
    for link in map(Path, ("/lib", "/lib32", "/lib64")):
        if link.is_symlink():
            yield from ("--symlink", str(link.readlink()), str(link))


def _folders(places: list[Path]) -> Iterator[str]:
    """The folders above, which anybody may enter: new ones, with nothing else in them.

    Left to itself bubblewrap makes them for their owner alone, and the children of root
    could not become another user.
    """
    for folder in sorted({above for place in places for above in place.parents}):
        yield from ("--perms", "0755", "--dir", str(folder))
