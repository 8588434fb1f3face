"""The arguments that some of the reachable system calls must have.

Filters see numbers, never what a pointer points to; so a call whose danger lies behind
a pointer (paths, addresses) is left to Landlock or not allowed at all.
"""

from mcp_server.sandbox.walls.bpf import (
    OWN_PID,
    Condition,
    all_of,
    equals,
    negation,
    null,
)

NEW_THREAD = 0x10000
CLONE_OF_A_THREAD = 0x017D0F00
"""VM, FS, FILES, SIGHAND, THREAD, SYSVSEM, SETTLS and the TID addresses: what pthread
uses. No new namespace, no tracing, no signal to the parent."""

AF_UNIX, SOCK_STREAM = 1, 1
SOCKET_FLAGS = 0x80800
"""Close on exec, non-blocking."""
SOL_SOCKET = 1
TYPE, ERROR, PROTOCOL, DOMAIN = 3, 4, 38, 39

SET_NAME, GET_NAME, SET_VMA = 15, 16, 0x53564D41

READ_TERMINAL, READ_TERMINAL_2, WINDOW_SIZE = 0x5401, 0x802C542A, 0x5413
BYTES_TO_READ, NON_BLOCKING = 0x541B, 0x5421
CLOSE_ON_EXEC, KEEP_ON_EXEC = 0x5451, 0x5450

DUPLICATE, GET_FLAGS, SET_FLAGS, GET_STATUS, SET_STATUS = range(5)
GET_LOCK, SET_LOCK, WAIT_FOR_LOCK = 5, 6, 7
OPEN_FILE_LOCKS = (36, 37, 38)
DUPLICATE_CLOSE_ON_EXEC = 1030

SET_USER_OR_GROUP_ID = 0o6000
TRUNCATE, ACCESS_MODE = 0o1000, 0o3
READ_ONLY, NEITHER = 0, 3
"""Access modes. Landlock asks for no right to open a file for neither reading nor
writing, and such a file can be locked."""

LANDLOCK_TRUNCATES = 3
"""From this ABI on, Landlock decides what may be cut short."""

NEVER: Condition = equals(0)
"""Equal to none of no values."""

CHECKED: dict[str, Condition] = {
    "clone": all_of(
        equals(0, 0, mask=~CLONE_OF_A_THREAD & 0xFFFFFFFF),
        equals(0, NEW_THREAD, mask=NEW_THREAD),
    ),
    # A datagram pair could send to the socket file of another program.
    "socketpair": all_of(
        equals(0, AF_UNIX), equals(1, SOCK_STREAM, mask=~SOCKET_FLAGS & 0xFFFFFFFF)
    ),
    "sendto": null(4),
    # SO_PEERPIDFD and SO_PEERCRED would name the process at the other end.
    "getsockopt": all_of(
        equals(1, SOL_SOCKET), equals(2, TYPE, ERROR, PROTOCOL, DOMAIN)
    ),
    "kill": equals(0, OWN_PID),
    "tkill": equals(0, OWN_PID),
    "tgkill": equals(0, OWN_PID),
    "getpgid": equals(0, 0, OWN_PID),
    "prctl": equals(0, SET_NAME, GET_NAME, SET_VMA),
    "prlimit64": all_of(equals(0, 0, OWN_PID), null(2)),
    # Not FIOSETOWN: with F_SETSIG, an owner gets any signal, also SIGKILL.
    "ioctl": equals(
        1,
        READ_TERMINAL,
        READ_TERMINAL_2,
        WINDOW_SIZE,
        BYTES_TO_READ,
        NON_BLOCKING,
        CLOSE_ON_EXEC,
        KEEP_ON_EXEC,
    ),
    # Not F_SETOWN and F_SETSIG, for the same reason; no leases, no seals.
    "fcntl": equals(
        1,
        DUPLICATE,
        GET_FLAGS,
        SET_FLAGS,
        GET_STATUS,
        SET_STATUS,
        GET_LOCK,
        SET_LOCK,
        WAIT_FOR_LOCK,
        *OPEN_FILE_LOCKS,
        DUPLICATE_CLOSE_ON_EXEC,
    ),
    # Not FALLOC_FL_KEEP_SIZE: what it reserves beyond a file's end, no limit of the
    # file's size counts. The other modes are no business of a program's.
    "fallocate": equals(1, 0),
}

NOT_IMPLEMENTED = ("clone3", "openat2")
"""Answered as an old kernel would: the C library then uses the older call, whose
arguments are numbers that can be checked."""


def conditions(landlock_abi: int) -> dict[str, Condition]:
    """What the arguments of each checked system call must be, by name."""
    checked = dict(CHECKED)
    if landlock_abi < LANDLOCK_TRUNCATES:
        checked["truncate"] = NEVER
    checked["open"] = _opening(1, landlock_abi)
    checked["openat"] = _opening(2, landlock_abi)
    return checked


def _opening(flags: int, landlock_abi: int) -> Condition:
    """Opens for a purpose, and makes no file that runs as its owner."""
    plain = all_of(
        equals(flags + 1, 0, mask=SET_USER_OR_GROUP_ID),
        negation(equals(flags, NEITHER, mask=ACCESS_MODE)),
    )
    if landlock_abi >= LANDLOCK_TRUNCATES:
        return plain
    # An old Landlock lets a file that is only read be emptied while it is opened.
    empties = equals(flags, TRUNCATE | READ_ONLY, mask=TRUNCATE | ACCESS_MODE)
    return all_of(plain, negation(empties))
