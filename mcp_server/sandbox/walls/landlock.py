"""The wall around files: Landlock denies every path that is not listed.

It also closes TCP ports, devices, signals and abstract sockets where the kernel's
version of it (its ABI) can. Metadata (`stat`, `chmod`, `utime`) is not its business:
reading it stays possible everywhere, changing it is refused by seccomp.

Source: https://docs.kernel.org/userspace-api/landlock.html
"""

import ctypes
import errno
import os
import stat
import struct
from collections.abc import Sequence
from contextlib import suppress

from mcp_server.sandbox.walls import kernel

# The same numbers on every architecture.
CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
CREATE_RULESET_VERSION = 1
RULE_PATH_BENEATH = 1
LOG_SAME_EXEC_OFF = 1

WRITE_FILE, READ_FILE, READ_DIR = 1 << 1, 1 << 2, 1 << 3
REMOVE_DIR, REMOVE_FILE = 1 << 4, 1 << 5
MAKE_DIR, MAKE_REG = 1 << 7, 1 << 8
TRUNCATE = 1 << 14

READ = READ_FILE | READ_DIR
"""Loading a library needs no more: EXECUTE is about execve(2), which nobody gets."""
WRITE = READ | WRITE_FILE | TRUNCATE | REMOVE_DIR | REMOVE_FILE | MAKE_DIR | MAKE_REG
"""No links, sockets, pipes or devices, and no moving into another folder."""
FILE = WRITE_FILE | READ_FILE | TRUNCATE
"""What can be granted on something that is not a folder."""

RIGHTS_BY_ABI = {1: 13, 2: 14, 3: 15, 5: 16, 9: 17}
"""From this ABI on, so many file rights are known; handled ones are denied."""
TCP_BIND_AND_CONNECT = 0b11
SIGNALS_AND_ABSTRACT_SOCKETS = 0b11
MISSING_BEFORE = {
    "files": 1,
    "truncate": 3,
    "tcp": 4,
    "ioctl": 5,
    "signals": 6,
    "abstract-sockets": 6,
}


def abi() -> int:
    """The version of Landlock in this kernel; 0 if there is none."""
    try:
        return kernel.syscall(CREATE_RULESET, 0, 0, CREATE_RULESET_VERSION)
    except OSError:  # not built in, not switched on, or hidden by a container
        return 0


def missing(version: int) -> list[str]:
    """What an ABI cannot deny yet; seccomp has to, alone."""
    return [what for what, since in MISSING_BEFORE.items() if version < since]


def restrict(readable: Sequence[str], writable: Sequence[str]) -> None:
    """Deny this thread, for good, everything but these files and folders.

    Needs `privileges.no_new_privileges` first. A path that does not exist, or that this
    user cannot reach, gives no rights.

    Raises:
        OSError: the kernel has no Landlock or refused the rules.
    """
    version = abi()
    if not version:
        raise OSError(errno.ENOSYS, "this kernel has no Landlock")
    ruleset = _create(version)
    try:
        for path in readable:
            _allow(ruleset, path, READ)
        for path in writable:
            _allow(ruleset, path, WRITE & handled_files(version))
        # Hostile code must not be able to fill the machine's audit log with denials.
        flags = LOG_SAME_EXEC_OFF if version >= 7 else 0
        kernel.syscall(RESTRICT_SELF, ruleset, flags)
    finally:
        os.close(ruleset)


def handled_files(version: int) -> int:
    """Every file right that an ABI knows, as a mask."""
    known = max(since for since in RIGHTS_BY_ABI if since <= version)
    return (1 << RIGHTS_BY_ABI[known]) - 1


def attributes(version: int) -> bytes:
    """The kernel's `struct landlock_ruleset_attr`, as long as an ABI knows it."""
    fields = [handled_files(version)]
    if version >= 4:
        fields.append(TCP_BIND_AND_CONNECT)
    if version >= 6:
        fields.append(SIGNALS_AND_ABSTRACT_SOCKETS)
    return struct.pack(f"={len(fields)}Q", *fields)


def _create(version: int) -> int:
    handled = attributes(version)
    buffer = ctypes.create_string_buffer(handled, len(handled))
    return kernel.syscall(CREATE_RULESET, ctypes.addressof(buffer), len(handled))


def _allow(ruleset: int, path: str, rights: int) -> None:
    with suppress(FileNotFoundError, NotADirectoryError, PermissionError):
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
        try:
            if not stat.S_ISDIR(os.fstat(place).st_mode):
                rights &= FILE
            rule = ctypes.create_string_buffer(struct.pack("=Qi", rights, place), 12)
            address = ctypes.addressof(rule)
            kernel.syscall(ADD_RULE, ruleset, RULE_PATH_BENEATH, address)
        finally:
            os.close(place)
