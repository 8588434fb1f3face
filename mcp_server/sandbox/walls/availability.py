"""Which walls this machine can put up."""

import platform
from dataclasses import dataclass

from mcp_server.sandbox.walls import landlock, seccomp


@dataclass(frozen=True)
class Walls:
    """What the kernel offers."""

    landlock_abi: int
    """Version of Landlock, 0 for none."""
    seccomp: bool
    """Whether system calls can be filtered, with a table for this machine."""
    machine: str


def available() -> Walls:
    """Ask the kernel; nothing changes by it."""
    return Walls(landlock.abi(), seccomp.supported(), platform.machine())


def missing(walls: Walls | None = None) -> list[str]:
    """What cannot stand here, in plain words.

    Without `landlock` or `seccomp` nothing may be run. What an old Landlock lacks
    (`landlock-signals`) is closed by seccomp alone, not by both.
    """
    walls = walls or available()
    lacking = []
    if not walls.landlock_abi:
        lacking.append("landlock")
    if not walls.seccomp:
        lacking.append("seccomp")
    if walls.landlock_abi:
        parts = landlock.missing(walls.landlock_abi)
        lacking += [f"landlock-{part}" for part in parts]
    return lacking
