"""The wall around resources: processor time, memory, files, threads.

Processes need no limit, since seccomp lets none be started. What is not bounded here:
the sum of all files (each one is), and wall-clock time; the supervisor watches those.
"""

import sys
from contextlib import suppress
from pathlib import Path

from mcp_server.sandbox.walls import kernel

if sys.platform != "win32":
    import resource

M_ARENA_MAX = -8
SPARE_THREADS = 4096
"""Threads that may be started beyond those that the whole machine has now."""


def apply(
    cpu_seconds: int, memory_bytes: int, file_bytes: int, descriptors: int
) -> None:
    """Limit this process; it cannot raise a limit again, unless it is privileged.

    Processor time ends with SIGXCPU and, one second later, with SIGKILL. Memory is
    address space, of which each thread's stack takes 8 MiB.

    Raises:
        OSError: the kernel refused a limit.
    """
    _use_one_arena()
    _limit(resource.RLIMIT_CPU, cpu_seconds, cpu_seconds + 1)
    _limit(resource.RLIMIT_AS, memory_bytes)
    _limit(resource.RLIMIT_FSIZE, file_bytes)
    _limit(resource.RLIMIT_NOFILE, descriptors)
    for nothing in (
        resource.RLIMIT_CORE,
        resource.RLIMIT_MEMLOCK,
        resource.RLIMIT_MSGQUEUE,
        resource.RLIMIT_NICE,
        resource.RLIMIT_RTPRIO,
    ):
        _limit(nothing, 0)
    _limit_threads()


def _limit(what: int, soft: int, hard: int | None = None) -> None:
    """Lower a limit; one that is lower already stays."""
    wanted = soft if hard is None else hard
    _, now = resource.getrlimit(what)
    hard = wanted if now == resource.RLIM_INFINITY else min(now, wanted)
    resource.setrlimit(what, (min(soft, hard), hard))


def _limit_threads() -> None:
    """Keep threads with tiny stacks from taking every process number there is.

    The limit counts all threads of the user, here and elsewhere, so it cannot be small;
    how many those are is not known, but no more than the machine has.
    """
    # Without /proc only the memory limits threads.
    with suppress(FileNotFoundError):
        load = Path("/proc/loadavg").read_bytes()
        threads = int(load.split()[3].partition(b"/")[2])
        _limit(resource.RLIMIT_NPROC, threads + SPARE_THREADS)


def _use_one_arena() -> None:
    """Let all threads share one heap; each other one takes 64 MiB of addresses."""
    # Only glibc has arenas.
    with suppress(AttributeError):
        kernel.libc().mallopt(M_ARENA_MAX, 1)
