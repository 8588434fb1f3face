"""The wall around open files: nothing that the parent has open is inherited."""

import itertools
import os
from collections.abc import Set as AbstractSet
from contextlib import suppress
from pathlib import Path

from mcp_server.sandbox.walls import kernel

CLOSE_RANGE = 436
"""The same number on every architecture."""
LAST = 0xFFFFFFFF


def close_all_but(keep: AbstractSet[int]) -> None:
    """Close every file descriptor of this process that is not kept.

    Raises:
        OSError: there is neither close_range(2) nor a list of descriptors in /proc.
    """
    try:
        for first, last in gaps(keep):
            kernel.syscall(CLOSE_RANGE, first, last, 0)
    except OSError:  # before Linux 5.9, or hidden by a container
        _close_listed(keep)


def gaps(keep: AbstractSet[int]) -> list[tuple[int, int]]:
    """The ranges of numbers, first and last one, between those that are kept."""
    edges = [-1, *sorted(keep), LAST + 1]
    return [
        (low + 1, high - 1) for low, high in itertools.pairwise(edges) if low + 1 < high
    ]


def _close_listed(keep: AbstractSet[int]) -> None:
    for entry in list(Path("/proc/self/fd").iterdir()):
        if int(entry.name) not in keep:
            # The one that listed the others is closed already.
            with suppress(OSError):
                os.close(int(entry.name))
