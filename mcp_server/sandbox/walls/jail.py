"""Puts up all walls around this process, in the order in which they can be put up."""

import errno
import os
import platform
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from mcp_server.sandbox.walls import (
    descriptors,
    disk,
    kernel,
    landlock,
    limits,
    privileges,
    seccomp,
)

NULL = "/dev/null"


class WallError(Exception):
    """A wall could not be put up: this process must end without running anything."""


@dataclass(frozen=True)
class Jail:
    """What is left to a process behind the walls."""

    scratch: str
    """The only folder it can change; its current folder from then on."""
    parent: int
    """Number of the process that forked it, and with which it dies."""
    readable: tuple[str, ...]
    """Files and folders that it can read, as of `readable_paths()`."""
    keep: frozenset[int]
    """File descriptors that stay open."""
    user: tuple[int, int] | None = None
    """User and group to become, if this is root; both must be able to reach `readable`
    and must own `scratch`."""
    cpu_seconds: int = 5
    memory_bytes: int = 1 << 30
    file_bytes: int = 32 << 20
    """Of each file, and of all together where the scratch folder can become a file
    system of its own (see `disk`)."""
    descriptors: int = 256


def enter(jail: Jail) -> list[str]:
    """Put up every wall around this process, for good, and name them.

    It must have one thread. Behind the walls even native code stays confined, but
    nothing that the process says about itself can be trusted.

    Raises:
        WallError: one does not stand. The process may be half confined: end it.
    """
    return [_put_up(name, wall) for name, wall in steps(jail)]


def prepare() -> None:
    """Do once, in the process that forks, what takes each child a millisecond."""
    kernel.libc()
    if seccomp.supported():
        _program()


def steps(jail: Jail) -> list[tuple[str, Callable[[], None]]]:
    """The walls by name, outermost last; each takes away what the earlier ones need."""
    return [
        ("one-thread", _check_that_there_is_one_thread),
        ("descriptors", lambda: descriptors.close_all_but(jail.keep)),
        ("disk", lambda: _bound_disk(jail)),
        ("limits", lambda: _limit(jail)),
        ("bounded-capabilities", privileges.bound_capabilities),
        ("user", lambda: _change_user(jail)),
        ("no-capabilities", privileges.drop_capabilities),
        ("no-new-privileges", privileges.no_new_privileges),
        ("dies-with-parent", lambda: privileges.die_with_parent(jail.parent)),
        ("undumpable", privileges.set_undumpable),
        ("folder", lambda: os.chdir(jail.scratch)),
        ("landlock", lambda: landlock.restrict(jail.readable, [jail.scratch, NULL])),
        ("seccomp", _filter_system_calls),
    ]


def _put_up(name: str, wall: Callable[[], None]) -> str:
    try:
        wall()
    except (OSError, ValueError) as error:
        raise WallError(f"{name}: {error}") from error
    return name


def _check_that_there_is_one_thread() -> None:
    """Landlock and seccomp confine the calling thread; another would stay free."""
    threads = len(list(Path("/proc/self/task").iterdir()))
    if threads != 1:
        raise OSError(errno.EBUSY, f"the process has {threads} threads")


def _bound_disk(jail: Jail) -> None:
    """Where no file system can be had, only the size of each file is bounded."""
    disk.give_own(jail.scratch, jail.file_bytes, jail.user)


def _limit(jail: Jail) -> None:
    limits.apply(jail.cpu_seconds, jail.memory_bytes, jail.file_bytes, jail.descriptors)


def _change_user(jail: Jail) -> None:
    if jail.user is not None:
        privileges.drop_user(*jail.user)


def _filter_system_calls() -> None:
    seccomp.install(_program())


def _program() -> bytes:
    return seccomp.filter_for(
        os.getpid(), landlock_abi=landlock.abi(), machine=platform.machine()
    )
