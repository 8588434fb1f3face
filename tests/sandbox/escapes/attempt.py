"""Lies beside every probe, in front of the walls and behind them: calls and tells.

A probe is a function that returns what it has reached, or raises what refused it.
"""

import ctypes
import errno
import fcntl
import gc
import json
import os
import platform
import sys
from collections.abc import Callable

NUMBERS = """\
acct                163   89
add_key             248  217
bpf                 321  280
capset              126   91
chroot              161   51
clone                56  220
clone3              435  435
eventfd2            290   19
execve               59  221
execveat            322  281
fallocate           285   47
fanotify_init       300  262
fsopen              430  430
init_module         175  105
inotify_init1       294   26
io_uring_setup      425  425
ioperm              173    -
kcmp                312  272
keyctl              250  219
kill                 62  129
memfd_create        319  279
mount               165   40
mq_open             240  180
name_to_handle_at   303  264
open_by_handle_at   304  265
open_tree           428  428
openat2             437  437
perf_event_open     298  241
personality         135   92
pidfd_getfd         438  438
pidfd_open          434  434
pidfd_send_signal   424  424
pivot_root          155   41
prctl               157  167
prlimit64           302  261
process_madvise     440  440
process_vm_readv    310  270
process_vm_writev   311  271
ptrace              101  117
rt_sigqueueinfo     129  138
rt_tgsigqueueinfo   297  240
seccomp             317  277
semget               64  190
setns               308  268
setpriority         141  140
shmget               29  194
statfs              137   43
syslog              103  116
tgkill              234  131
timer_create        222  107
tkill               200  130
umount2             166   39
unshare             272   97
userfaultfd         323  282
"""
"""System call, its number on x86_64, its number on aarch64."""
_column = {"x86_64": 1, "aarch64": 2}.get(platform.machine(), 0)
numbers = {row.split()[0]: row.split()[_column] for row in NUMBERS.splitlines()}
libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long


def call(which: str | int, *arguments: object) -> int:
    """Make a system call by its number, past everything that Python would check."""
    number = int(numbers[which]) if isinstance(which, str) else which
    ctypes.set_errno(0)
    # Without types, ctypes would cut numbers to 32 bits.
    typed = [ctypes.c_long(one) if isinstance(one, int) else one for one in arguments]
    result = int(libc.syscall(ctypes.c_long(number), *typed))
    if result == -1:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result


def child(process: int) -> int:
    """After a fork: the child ends at once, the parent has reached its number."""
    if process == 0:
        os._exit(0)
    os.waitpid(process, 0)
    return process


def report() -> int:
    """The descriptor that the observers of this very process write to."""
    objects = (one for one in gc.get_objects() if type(one).__name__ == "Report")
    return int(next(objects)._file.fileno())


def writable() -> list[int]:
    """Every descriptor beyond the standard ones that can be written to."""
    found = []
    for descriptor in range(3, 256):
        try:
            mode = fcntl.fcntl(descriptor, fcntl.F_GETFL)
        except OSError:
            continue
        if mode & os.O_ACCMODE:
            found.append(descriptor)
    return found


def write(descriptor: int, data: bytes) -> None:
    """Write all of it."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest[:65536]) :]


def tell(reach: Callable[[], object]) -> None:
    """Print one line: what was reached, or why nothing was."""
    reached: object = None
    try:
        reached = reach()
        why = "reached" if reached else "nothing"
    except OSError as error:
        why = errno.errorcode.get(error.errno or 0, type(error).__name__)
    except Exception as error:  # noqa: BLE001 - whatever refused it is the answer
        why = type(error).__name__
    said = json.dumps({"why": why, "reached": repr(reached)[:300]})
    sys.stdout.write(f"{said}\n")
    sys.stdout.flush()
