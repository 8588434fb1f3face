"""The wall around the disk: the scratch folder becomes a file system of a fixed size.

Files without a name, in folders too deep to be named, or reserved beyond their end all
count there, and everything is gone with the process. It needs a mount namespace: root
has one for the asking, others inside a user namespace, where the system allows that.
"""

import ctypes
import os
from pathlib import Path

from mcp_server.sandbox.walls import kernel

CLONE_NEWNS, CLONE_NEWUSER = 0x0002_0000, 0x1000_0000
MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REC, MS_PRIVATE = 2, 4, 8, 1 << 14, 1 << 18
FLAGS = MS_NOSUID | MS_NODEV | MS_NOEXEC
MOST_FILES = 2_000
"""And folders; the supervisor counts them where this wall cannot stand."""


def give_own(scratch: str, size: int, user: tuple[int, int] | None) -> bool:
    """Mount a new, empty file system on the folder; False if this process may not.

    Comes while the process still has its capabilities and one thread.
    """
    uid, gid = user or (os.geteuid(), os.getegid())
    options = f"size={size},nr_inodes={MOST_FILES},mode=0700,uid={uid},gid={gid}"
    try:
        _unshare()
        _mount("none", "/", "", MS_REC | MS_PRIVATE, "")
        _mount("tmpfs", scratch, "tmpfs", FLAGS, options)
    except OSError:
        return False
    return True


def _unshare() -> None:
    """A mount namespace of its own; who is not root gets it inside a user namespace."""
    uid, gid = os.geteuid(), os.getegid()
    unshare = kernel.libc().unshare
    if uid == 0:
        kernel.checked(unshare(CLONE_NEWNS))
        return
    kernel.checked(unshare(CLONE_NEWUSER | CLONE_NEWNS))
    own = Path("/proc/self")
    (own / "setgroups").write_text("deny")
    (own / "uid_map").write_text(f"{uid} {uid} 1")
    (own / "gid_map").write_text(f"{gid} {gid} 1")


def _mount(source: str, target: str, kind: str, flags: int, options: str) -> None:
    encoded = [text.encode() for text in (source, target, kind)]
    data = ctypes.c_char_p(options.encode())
    result = kernel.libc().mount(*encoded, ctypes.c_ulong(flags), data)
    kernel.checked(result)
