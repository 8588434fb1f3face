"""The wall around privileges: no way to more rights, and none of root's left."""

import ctypes
import errno
import os
import signal
import struct
from contextlib import suppress

from mcp_server.sandbox.walls import kernel

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_NO_NEW_PRIVS = 1, 4, 38
PR_CAPBSET_DROP, PR_SET_SECUREBITS = 24, 28
PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL = 47, 4

CAPABILITY_VERSION_3 = 0x20080522
CAP_SETPCAP = 8
FIRST_UNUSED_CAPABILITY = 64
ROOT_IS_NOBODY_SPECIAL = 0xEF
"""NOROOT, NO_SETUID_FIXUP, NO_CAP_AMBIENT_RAISE, and every bit locked as it is."""


def no_new_privileges() -> None:
    """Give up, for good, to gain rights by executing a program.

    Raises:
        OSError: the kernel refused it.
    """
    kernel.prctl(PR_SET_NO_NEW_PRIVS, 1)


def die_with_parent(expected_parent: int) -> None:
    """Have the kernel kill this process when the thread that forked it ends.

    A change of user or capabilities switches this off again, so it comes after those.
    A parent that has neither this user nor CAP_KILL cannot send the signal.

    Raises:
        OSError: the parent has already gone, or the kernel refused it.
    """
    kernel.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != expected_parent:
        raise OSError(errno.ESRCH, "the parent process has gone")


def drop_user(uid: int, gid: int) -> None:
    """Become an ordinary user, in no other group, and stay it.

    Raises:
        OSError: this process may not do so.
        ValueError: the user or the group is root's.
    """
    if uid <= 0 or gid <= 0:
        raise ValueError(f"user {uid} and group {gid} must both be an ordinary one's")
    os.setgroups([])
    os.setresgid(gid, gid, gid)
    os.setresuid(uid, uid, uid)
    if (os.getresuid(), os.getresgid()) != ((uid,) * 3, (gid,) * 3):
        raise OSError(errno.EPERM, "the user or the group did not change")


def bound_capabilities() -> None:
    """Make root's capabilities unreachable; comes before a change of user.

    Only who has the capability CAP_SETPCAP can do so. For others nothing happens: they
    cannot gain capabilities once `no_new_privileges` was called.

    Raises:
        OSError: the kernel refused it.
    """
    if not _capabilities()[0] & 1 << CAP_SETPCAP:
        return
    for capability in range(FIRST_UNUSED_CAPABILITY):
        try:
            kernel.prctl(PR_CAPBSET_DROP, capability)
        except OSError as error:
            if error.errno == errno.EINVAL:  # the kernel knows no more of them
                break
            raise
    # Whoever locked other bits before has his reasons; without a bound it is no more
    # than a second lock.
    with suppress(PermissionError):
        kernel.prctl(PR_SET_SECUREBITS, ROOT_IS_NOBODY_SPECIAL)


def drop_capabilities() -> None:
    """Give up every capability: ambient, permitted, effective and inheritable.

    Raises:
        OSError: one is left, or the kernel refused it.
    """
    kernel.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL)
    header, none = _header(), ctypes.create_string_buffer(24)
    kernel.checked(kernel.libc().capset(header, none))
    if any(_capabilities()):
        raise OSError(errno.EPERM, "some capabilities are left")


def set_undumpable() -> None:
    """Hide this process from others of the same user: no tracing, no core file.

    Its folder in /proc then belongs to root; `status`, `stat` and `statm` stay readable
    to all, `fd`, `maps` and `environ` do not.

    Raises:
        OSError: the kernel refused it.
    """
    kernel.prctl(PR_SET_DUMPABLE, 0)


def _capabilities() -> tuple[int, int, int]:
    """Effective, permitted and inheritable capabilities, as masks."""
    header, data = _header(), ctypes.create_string_buffer(24)
    kernel.checked(kernel.libc().capget(header, data))
    low, high = struct.iter_unpack("=3I", data.raw[:24])
    effective, permitted, inheritable = (
        lower | upper << 32 for lower, upper in zip(low, high, strict=True)
    )
    return effective, permitted, inheritable


def _header() -> ctypes.Array[ctypes.c_char]:
    return ctypes.create_string_buffer(struct.pack("=Ii", CAPABILITY_VERSION_3, 0), 8)
