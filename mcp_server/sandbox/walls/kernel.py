"""Calls the kernel directly, and raises OSError when it refuses."""

import ctypes
import errno
import functools
import os
import sys


@functools.cache
def libc() -> ctypes.CDLL:
    """The C library of this very process.

    Raises:
        OSError: this is not Linux.
    """
    if sys.platform != "linux":
        raise OSError(errno.ENOSYS, "the walls are made of Linux system calls")
    library = ctypes.CDLL(None, use_errno=True)
    # Without types, ctypes would cut pointers and flags to 32 bits.
    library.syscall.restype = ctypes.c_long
    library.syscall.argtypes = [ctypes.c_long] * 7
    library.prctl.argtypes = [ctypes.c_int] + [ctypes.c_ulong] * 4
    return library


def syscall(number: int, *arguments: int) -> int:
    """Make one system call by its number.

    Raises:
        OSError: the kernel refused it.
    """
    padded = (*arguments, *(0,) * (6 - len(arguments)))
    return checked(libc().syscall(number, *padded))


def prctl(option: int, *arguments: int) -> int:
    """Change or read a property of this process.

    Raises:
        OSError: the kernel refused it.
    """
    padded = (*arguments, *(0,) * (4 - len(arguments)))
    return checked(libc().prctl(option, *padded))


def checked(result: int) -> int:
    """The result of a function of the C library that reports failures as -1.

    Raises:
        OSError: it was -1.
    """
    if result == -1:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result
