"""What the kernel refuses behind all walls, and what it still does there."""

import errno
import signal
from collections.abc import Callable
from typing import Any

import pytest
from mcp_server.sandbox.walls import seccomp

Run = Callable[..., dict[str, Any]]

PRELUDE = """
import ctypes, errno, fcntl, mmap, os, platform, resource, select, signal, socket
import struct, subprocess, threading
libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long
libc.syscall.argtypes = [ctypes.c_long] * 7
def call(x86_64, aarch64, *arguments):
    number = {'x86_64': x86_64, 'aarch64': aarch64}[platform.machine()]
    arguments += (0,) * (6 - len(arguments))
    result = libc.syscall(number, *arguments)
    if result == -1:
        raise OSError(ctypes.get_errno(), 'refused')
    return result
def prctl(*arguments):
    if libc.prctl(*arguments) == -1:
        raise OSError(ctypes.get_errno(), 'refused')
secret = OUTSIDE + '/secret.txt'
pair = socket.socketpair()
"""

REFUSED = {
    # Sockets of every family, and what could be done with a pair of them.
    "tcp": "socket.socket(socket.AF_INET, socket.SOCK_STREAM)",
    "tcp-6": "socket.socket(socket.AF_INET6, socket.SOCK_STREAM)",
    "udp": "socket.socket(socket.AF_INET, socket.SOCK_DGRAM)",
    "unix": "socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)",
    "unix-datagrams": "socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)",
    "netlink": "socket.socket(socket.AF_NETLINK, socket.SOCK_RAW)",
    "a-pair-for-datagrams": "socket.socketpair(type=socket.SOCK_DGRAM)",
    "a-pair-for-packets": "socket.socketpair(type=socket.SOCK_SEQPACKET)",
    "sending-messages": "pair[0].sendmsg([b'x'])",
    "sending-descriptors": "socket.send_fds(pair[0], [b'x'], [0])",
    "who-is-at-the-other-end": """
pair[0].getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12)""",
    "socket-options": "pair[0].setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)",
    # Processes.
    "fork": """
if os.fork() == 0:
    os._exit(0)""",
    "fork-by-clone": """
if call(56, 220, signal.SIGCHLD) == 0:
    os._exit(0)""",
    "vfork-and-exec": "subprocess.run(['/bin/true'], check=True)",
    "spawn": "os.posix_spawn('/bin/true', ['true'], {})",
    "a-pipe-from-a-shell": "os.popen('true').close()",
    "a-session-of-its-own": "os.setsid()",
    "a-process-group-of-its-own": "os.setpgid(0, 0)",
    "a-file-that-is-a-program": "os.memfd_create('program')",
    # Other processes.
    "its-process-group": "os.kill(0, 0)",
    "queueing-signals": "call(129, 138, os.getpid(), 0, ctypes.addressof(info))",
    "a-handle-of-a-process": "os.pidfd_open(os.getpid())",
    "tracing": "call(101, 117, 0)",
    "reading-memory-by-number": """
call(310, 270, os.getpid(), ctypes.addressof(vector), 1, ctypes.addressof(vector), 1)
""",
    "an-owner-of-a-descriptor": "fcntl.fcntl(pair[0], fcntl.F_SETOWN, os.getpid())",
    "a-signal-of-a-descriptor": "fcntl.fcntl(pair[0], fcntl.F_SETSIG, signal.SIGKILL)",
    "the-owner-by-ioctl": """
fcntl.ioctl(pair[0], 0x8901, struct.pack('i', os.getpid()))""",
    "other-processors": "os.sched_setaffinity(0, os.sched_getaffinity(0))",
    "a-priority": "os.setpriority(os.PRIO_PROCESS, 0, 19)",
    # Room on the disk that no limit of a file's size counts.
    "room-beyond-the-end-of-a-file": """
call(285, 47, os.open('kept', os.O_CREAT | os.O_RDWR), 1, 0, 4096)""",
    # Namespaces, privileges, limits.
    "unshare": "call(272, 97, 0x200)",
    "personality": "call(135, 92, 0xffffffff)",
    "its-own-user-again": "os.setuid(os.getuid())",
    "its-own-user-again-in-full": "os.setresuid(os.getuid(), -1, -1)",
    "its-capabilities": "call(125, 90, ctypes.addressof(header), 0)",
    "outliving-its-parent": "prctl(1, 0, 0, 0, 0)",
    "being-dumpable": "prctl(4, 1, 0, 0, 0)",
    "asking-for-seccomp": "prctl(21, 0, 0, 0, 0)",
    "a-limit": "call(302, 261, 0, 7, ctypes.addressof(limit), 0)",
    "a-limit-by-the-older-call": "call(160, 164, 7, ctypes.addressof(limit))",
    # Metadata of files, which Landlock does not protect.
    "chmod": "os.chmod(secret, 0o600)",
    "chmod-of-an-open-library": """
os.fchmod(os.open(LIBRARY + '/module.py', os.O_RDONLY), 0o600)""",
    "chmod-in-scratch": """
open('mine', 'w').close()
os.chmod('mine', 0o600)""",
    "utime": "os.utime(secret)",
    "utime-of-an-open-library": """
os.utime(os.open(LIBRARY + '/module.py', os.O_RDONLY))""",
    "chown": "os.chown(secret, -1, -1)",
    "opening-for-neither-reading-nor-writing": "os.open(secret, 3)",
    "a-file-that-runs-as-its-owner": "os.open('x', os.O_CREAT | os.O_WRONLY, 0o4755)",
    # Parts of the kernel that a snippet has no need of.
    "events": "os.eventfd(0)",
    "timers-that-are-files": "call(283, 85, 1, 0)",
    "watching-files": "call(294, 26, 0)",
    "splice": """
reader, writer = os.pipe()
os.write(writer, b'x')
os.splice(reader, os.open('/dev/null', os.O_WRONLY), 1)""",
    "larger-pipes": "fcntl.fcntl(os.pipe()[0], fcntl.F_SETPIPE_SZ, 65536)",
    "asynchronous-descriptors": "fcntl.ioctl(pair[0], 0x5452, struct.pack('i', 0))",
    "what-is-in-memory": "call(27, 232, page, 4096, ctypes.addressof(vector))",
    "locking-memory": "call(149, 228, page, 4096)",
    "flushing-every-disk": "call(162, 81)",
    "a-second-landlock": "call(444, 444, 0, 0, 1)",
    "a-second-seccomp": "call(317, 277, 2, 0, ctypes.addressof(kill))",
}
MORE = """
info = ctypes.create_string_buffer(struct.pack('3i', 0, 0, -1), 128)
memory = ctypes.create_string_buffer(64)
vector = (ctypes.c_void_p * 2)(ctypes.addressof(memory), 8)
header = (ctypes.c_uint32 * 2)(0x20080522, 0)
limit = (ctypes.c_uint64 * 2)(64, 64)
kill = ctypes.c_uint32(0x80000000)
area = mmap.mmap(-1, 4096)
page = ctypes.addressof(ctypes.c_char.from_buffer(area))
"""
REACHES_THE_KERNEL = {
    # With arguments that make no sense: the errors show who answers.
    "mount": "call(165, 40, 0, 0, 0, 0, 0)",
    "setns": "call(308, 268, -1, 0)",
    "shared-memory": "call(29, 194, 0, 0, 0)",
    "message-queues": "call(240, 180, 0, 0, 0, 0)",
    "a-key": "call(248, 217, 0, 0, 0, 0, 0)",
    "file-handles": "call(303, 264, -1, 0, 0, 0, 0)",
    "a-handle-of-a-thread-group": "call(438, 438, -1, 0, 0)",
    "signalling-by-handle": "call(424, 424, -1, 0, 0, 0)",
    "ring": "call(426, 426, -1, 0, 0, 0, 0, 0)",
    "asynchronous-io": "call(206, 0, 0, 0)",
    "extended-attributes": "call(188, 5, 0, 0, 0, 0, 0)",
    "disk-quotas": "call(179, 60, -1, 0, 0, 0)",
    "setting-the-clock": "call(227, 112, 99, 0)",
    "executing": "call(59, 221, 0, 0, 0)",
    "executing-a-descriptor": "call(322, 281, -1, 0, 0, 0, 0)",
    "connect": "call(42, 203, -1, 0, 0)",
    "accept": "call(43, 202, -1, 0, 0)",
    "bind": "call(49, 200, -1, 0, 0)",
    "receiving-messages": "call(47, 212, -1, 0, 0)",
    "a-signal-for-a-thread-of-its-parent": "os.kill(2 ** 22 + 1, 0)",
}
ALLOWED = {
    "a-pair-of-streams": """
pair[0].sendall(b'x')
value = pair[1].recv(1) == b'x'
pair[0].setblocking(False)""",
    "itself": "os.kill(os.getpid(), 0); value = True",
    "a-signal-that-it-handles": """
caught = []
signal.signal(signal.SIGUSR1, lambda *_: caught.append(1))
signal.raise_signal(signal.SIGUSR1)
os.kill(os.getpid(), signal.SIGUSR1)
signal.pthread_kill(threading.get_ident(), signal.SIGUSR1)
value = caught == [1, 1, 1]""",
    "a-timer": """
signal.signal(signal.SIGALRM, lambda *_: None)
signal.setitimer(signal.ITIMER_REAL, 0.001)
signal.pause()
value = True""",
    "threads": """
barrier = threading.Barrier(41)
threads = [threading.Thread(target=barrier.wait) for _ in range(40)]
for thread in threads:
    thread.start()
barrier.wait()
for thread in threads:
    thread.join()
value = True""",
    "the-number-of-processors": "value = os.cpu_count() >= 1",
    "its-limits": "value = resource.getrlimit(resource.RLIMIT_CORE) == (0, 0)",
    "polling": """
poll = select.epoll()
poll.register(pair[0])
value = bool(poll.poll(0)) and bool(select.select([], [pair[0]], [], 0)[1])""",
    "the-name-of-its-thread": "prctl(15, b'name', 0, 0, 0); value = True",
    "native-code": """
code = {
    'x86_64': bytes([0xB8, 42, 0, 0, 0, 0xC3]),
    'aarch64': struct.pack('<2I', 0x52800540, 0xD65F03C0),
}[platform.machine()]
area = mmap.mmap(-1, 4096, prot=7)
area.write(code)
function = ctypes.CFUNCTYPE(ctypes.c_int)
value = function(ctypes.addressof(ctypes.c_char.from_buffer(area)))() == 42""",
    "locks-on-files": """
file = open('mine', 'w')
fcntl.lockf(file, fcntl.LOCK_EX)
fcntl.flock(file, fcntl.LOCK_EX)
value = True""",
}


@pytest.mark.parametrize("code", REFUSED.values(), ids=REFUSED)
def test_it_is_refused(code: str, free: Run, jailed: Run) -> None:
    done = free(code, before=PRELUDE + MORE)
    assert "error" not in done, done["text"]
    assert jailed(PRELUDE + MORE + code)["errno"] == errno.EPERM


@pytest.mark.parametrize("code", REACHES_THE_KERNEL.values(), ids=REACHES_THE_KERNEL)
def test_its_call_does_not_reach_the_kernel(code: str, free: Run, jailed: Run) -> None:
    answer = free(PRELUDE + MORE + code)["errno"]
    assert answer not in {None, errno.EPERM, errno.ENOSYS}
    assert jailed(PRELUDE + MORE + code)["errno"] == errno.EPERM


@pytest.mark.parametrize("code", ALLOWED.values(), ids=ALLOWED)
def test_it_is_allowed(code: str, jailed: Run) -> None:
    done = jailed(PRELUDE + code)

    assert done.get("value") is True, done


def test_it_cannot_signal_its_parent_although_it_is_the_same_user(
    free: Run, jailed: Run, user: tuple[int, int] | None
) -> None:
    act = "import os; os.kill(PARENT, 0)"
    # As another user there is one more wall, which even stands alone.
    assert user or "error" not in free(act)
    assert jailed(act)["errno"] == errno.EPERM
    alone = jailed(act, walls=["no-new-privileges", "seccomp"])
    assert alone["errno"] == errno.EPERM


def test_it_cannot_ask_for_limits_of_its_parent(
    free: Run, jailed: Run, user: tuple[int, int] | None
) -> None:
    act = "import resource; resource.prlimit(PARENT, resource.RLIMIT_CPU)"
    assert user or "error" not in free(act)
    assert jailed(act)["errno"] == errno.EPERM


def test_seccomp_alone_does_not_let_it_start_a_program(jailed: Run) -> None:
    code = "import subprocess; subprocess.run(['/bin/true'])"
    alone = jailed(code, walls=["no-new-privileges", "seccomp"])

    assert alone["errno"] == errno.EPERM


def test_executing_a_program_ends_nothing(free: Run, jailed: Run) -> None:
    code = "import os; os.execv('/bin/true', ['true'])"

    assert not free(code)["ended"]
    assert jailed(code)["errno"] == errno.EPERM


@pytest.mark.parametrize(
    "act", ["call(435, 435, 1, 88)", "call(437, 437, 0, 0, 0, 24)"]
)
def test_calls_with_an_older_form_are_unknown(act: str, free: Run, jailed: Run) -> None:
    assert free(PRELUDE + act)["errno"] not in {errno.EPERM, errno.ENOSYS}
    assert jailed(PRELUDE + act)["errno"] == errno.ENOSYS


def test_calls_of_kernels_to_come_are_unknown(jailed: Run) -> None:
    assert jailed(PRELUDE + "call(5000, 5000)")["errno"] == errno.ENOSYS


INTERRUPT_0X80 = """
area = mmap.mmap(-1, 4096, prot=7)
area.write(bytes([0xB8, 20, 0, 0, 0, 0xCD, 0x80, 0xC3]))  # getpid of 32-bit programs
function = ctypes.CFUNCTYPE(ctypes.c_int)
value = function(ctypes.addressof(ctypes.c_char.from_buffer(area)))() == os.getpid()
"""
FOREIGN = {"calls-of-32-bit-programs": INTERRUPT_0X80, "x32": "call(0x40000027, 0)"}


@pytest.mark.parametrize("code", FOREIGN.values(), ids=FOREIGN)
def test_foreign_calls_kill(code: str, free: Run, jailed: Run) -> None:
    answer = free(PRELUDE + code)
    if "value" in answer and not answer["value"]:
        pytest.skip("this kernel runs no 32-bit programs")
    assert answer["ended"]
    assert jailed(PRELUDE + code)["signal"] == signal.SIGSYS


def test_threads_are_confined_as_well(jailed: Run) -> None:
    code = """
import threading
errors = []
def act():
    for attempt in (lambda: open('/etc/passwd'), lambda: __import__('os').fork()):
        try:
            attempt()
        except OSError as error:
            errors.append(error.errno)
thread = threading.Thread(target=act)
thread.start()
thread.join()
value = errors
"""
    assert jailed(code)["value"] == [errno.EACCES, errno.EPERM]


def test_the_filter_stands_where_only_prctl_can_install_it(jailed: Run) -> None:
    hidden = """
from mcp_server.sandbox.walls import seccomp
seccomp.SYSTEM_CALL = {machine: 5000 for machine in seccomp.SYSTEM_CALL}
assert seccomp.supported()
"""
    done = jailed("import os; os.fork()", before=hidden)

    assert (done["errno"], done["status"]["Seccomp"]) == (errno.EPERM, ["2"])


def test_asking_whether_it_is_supported_changes_nothing() -> None:
    assert seccomp.supported() == seccomp.supported()
