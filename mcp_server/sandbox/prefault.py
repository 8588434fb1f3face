"""Makes the memory that a child will write to its own, while nobody waits for it.

A fork shares its parent's pages; each first write to one is a fault, several thousand
of them in a short program. Copying all pages ahead would do, but they take time again
when the child ends. So the zygote learns, once, which pages a program writes to.
"""

import ctypes
import json
import os
import select
from array import array
from collections.abc import Callable, Iterator
from pathlib import Path

MADV_POPULATE_WRITE = 23  # Linux 5.14
PAGE = os.sysconf("SC_PAGESIZE")
EXCLUSIVE = 1 << 56
"""In /proc/self/pagemap: only this process has the page mapped (Linux 4.2)."""
MOST_GAP = 4
"""Pages between two ranges that are copied along: one call is dearer than they."""
PIECE = 4 * 1024 * 1024
"""Bytes between two looks at whether a job has come."""
_libc = ctypes.CDLL(None, use_errno=True)
_libc.madvise.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)

Ranges = list[tuple[int, int]]
"""Starts and lengths in bytes."""


def learn(sample: Callable[[], None]) -> Ranges:
    """The memory of this process that a fork of it writes to when it does the sample.

    Empty if the kernel does not tell: then children start with shared memory.
    """
    reading, writing = os.pipe()
    process = os.fork()
    if process == 0:
        _answer(writing, sample)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        text = pipe.read()
    os.waitpid(process, 0)
    return [(start, length) for start, length in json.loads(text or "[]")]


def make_private(memory: Ranges, job: int) -> None:
    """Copy these pages now.

    Stops when there is something to read from `job`: then somebody waits, and the
    faults cost less than going on. Kernels that do not know the advice refuse it, which
    costs only speed.
    """
    waiting = select.poll()
    waiting.register(job, select.POLLIN)
    done = PIECE
    for start, length in memory:
        if done >= PIECE:
            if waiting.poll(0):
                return
            done = 0
        _libc.madvise(start, length, MADV_POPULATE_WRITE)
        done += length


def _answer(writing: int, sample: Callable[[], None]) -> None:
    """Do the sample in the fork and write down which pages became its own."""
    try:
        regions = list(_writable())
        sample()
        ranges = [one for region in regions for one in _own(region)]
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(json.dumps(ranges).encode())
    finally:
        os._exit(0)


def _writable() -> Iterator[tuple[int, int]]:
    """Start and length of the writable private memory, without the stack."""
    for line in Path("/proc/self/maps").read_text("ascii", "replace").splitlines():
        fields = line.split()
        if fields[1] == "rw-p" and fields[-1] != "[stack]":
            start, _, end = fields[0].partition("-")
            yield int(start, 16), int(end, 16) - int(start, 16)


def _own(region: tuple[int, int]) -> Iterator[tuple[int, int]]:
    """The ranges of a region that only this process has mapped."""
    start, length = region
    first = last = -MOST_GAP - 2
    for number, entry in enumerate(_pagemap(start, length)):
        if not entry & EXCLUSIVE:
            continue
        if number - last > MOST_GAP:
            if last >= 0:
                yield start + first * PAGE, (last - first + 1) * PAGE
            first = number
        last = number
    if last >= 0:
        yield start + first * PAGE, (last - first + 1) * PAGE


def _pagemap(start: int, length: int) -> "array[int]":
    """What the kernel says about each page of a range."""
    entries = array("Q")
    with Path("/proc/self/pagemap").open("rb") as file:
        file.seek(start // PAGE * entries.itemsize)
        entries.frombytes(file.read(length // PAGE * entries.itemsize))
    return entries
