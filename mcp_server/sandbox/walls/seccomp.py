"""The wall around the kernel: seccomp refuses every system call that is not listed."""

import ctypes
import errno
import functools
import platform
import struct

from mcp_server.sandbox.walls import allowlist, bpf, kernel, syscalls

SYSTEM_CALL = {"x86_64": 317, "aarch64": 277}
ARCHITECTURE = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
X32 = 0x40000000
"""From here on, x86_64 understands the numbers of a second, unlisted table."""

SET_MODE_FILTER, GET_ACTION_AVAIL = 1, 2
PR_SET_SECCOMP, MODE_FILTER = 22, 2
KILL_PROCESS, ALLOW, ERRNO = 0x80000000, 0x7FFF0000, 0x00050000

KILLED, ALLOWED = bpf.verdict(KILL_PROCESS), bpf.verdict(ALLOW)
REFUSED = bpf.verdict(ERRNO | errno.EPERM)
UNKNOWN = bpf.verdict(ERRNO | errno.ENOSYS)


class _Program(ctypes.Structure):
    """The kernel's `struct sock_fprog`."""

    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


def supported() -> bool:
    """Whether this kernel has seccomp filters, and we a table for this machine."""
    machine = platform.machine()
    if machine not in SYSTEM_CALL or struct.calcsize("P") != 8:
        return False
    action = ctypes.c_uint32(KILL_PROCESS)
    try:
        number = SYSTEM_CALL[machine]
        kernel.syscall(number, GET_ACTION_AVAIL, 0, ctypes.addressof(action))
    except OSError:
        return _supported_by_prctl()
    return True


def filter_for(pid: int, *, landlock_abi: int, machine: str) -> bytes:
    """The program that judges the system calls of one process.

    Only the number of the process varies: the rest is compiled once.

    Raises:
        ValueError: there is no table for this machine.
    """
    pieces = _compiled(machine, min(landlock_abi, allowlist.LANDLOCK_TRUNCATES))
    return pid.to_bytes(4, "little").join(pieces)


def install(program: bytes) -> None:
    """Have the kernel judge every further system call of this thread, for good.

    Needs `privileges.no_new_privileges` first.

    Raises:
        OSError: the kernel refused the program.
    """
    steps = ctypes.create_string_buffer(program, len(program))
    argument = _Program(len(program) // 8, ctypes.addressof(steps))
    address = ctypes.addressof(argument)
    number = SYSTEM_CALL[platform.machine()]
    try:
        kernel.syscall(number, SET_MODE_FILTER, 0, address)
    except OSError:  # some containers hide seccomp(2) but not its older form
        kernel.prctl(PR_SET_SECCOMP, MODE_FILTER, address)


@functools.cache
def _compiled(machine: str, landlock_abi: int) -> tuple[bytes, ...]:
    starts = bpf.from_number_on(_blocks(machine, landlock_abi), REFUSED)
    # Newer C libraries try newer calls, and fall back only when told so.
    starts[syscalls.NEWEST + 1] = UNKNOWN
    if machine == "x86_64":
        starts[X32] = KILLED
    known = (bpf.Instruction(bpf.LOAD, bpf.NUMBER), *bpf.dispatch(starts))
    native = bpf.branch(bpf.JUMP_EQUAL, ARCHITECTURE[machine], known, KILLED)
    return bpf.assemble((bpf.Instruction(bpf.LOAD, bpf.ARCHITECTURE), *native))


def _blocks(machine: str, landlock_abi: int) -> dict[int, bpf.Block]:
    conditions = allowlist.conditions(landlock_abi)
    blocks = {}
    for name, number in syscalls.numbers(machine).items():
        if name in allowlist.NOT_IMPLEMENTED:
            blocks[number] = UNKNOWN
        elif name in conditions:
            blocks[number] = conditions[name](ALLOWED, REFUSED)
        else:
            blocks[number] = ALLOWED
    return blocks


def _supported_by_prctl() -> bool:
    try:
        kernel.prctl(PR_SET_SECCOMP, MODE_FILTER, 0)
    except OSError as error:
        # It looked for a program at address zero: it would have taken one.
        return error.errno == errno.EFAULT
    return False
