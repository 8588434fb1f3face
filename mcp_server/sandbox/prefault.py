"""Makes a fork's memory its own before it is needed, while nobody waits."""

import ctypes
import select
from pathlib import Path

MADV_POPULATE_WRITE = 23  # Linux 5.14
PIECE = 4 * 1024 * 1024
"""Bytes between two looks at whether a job has come."""
_libc = ctypes.CDLL(None, use_errno=True)
_libc.madvise.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)


def make_private(memory: list[tuple[int, int]], job: int) -> None:
    """Copy the pages shared with the zygote that will be written to.

    Otherwise each first write to a page is a fault while the program runs: several
    thousand of them. Stops when there is something to read from `job`: then somebody
    waits, and the faults cost less than going on. Kernels that do not know the advice
    refuse it, which costs only speed.
    """
    waiting = select.poll()
    waiting.register(job, select.POLLIN)
    for start, length in memory:
        for offset in range(0, length, PIECE):
            if waiting.poll(0):
                return
            piece = min(PIECE, length - offset)
            _libc.madvise(start + offset, piece, MADV_POPULATE_WRITE)


def shared_memory() -> list[tuple[int, int]]:
    """Start and length of the writable private memory, without the stack."""
    found = []
    for line in Path("/proc/self/maps").read_text("ascii", "replace").splitlines():
        fields = line.split()
        if fields[1] == "rw-p" and fields[-1] != "[stack]":
            start, _, end = fields[0].partition("-")
            found.append((int(start, 16), int(end, 16) - int(start, 16)))
    return found
