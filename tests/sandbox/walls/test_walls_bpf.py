"""What the compiled filter decides, for both architectures, in a BPF interpreter."""

import errno
import re
import struct
from pathlib import Path

import pytest
from mcp_server.sandbox.walls import seccomp, syscalls

PID = 4711
ALLOW, KILL = seccomp.ALLOW, seccomp.KILL_PROCESS
REFUSED = seccomp.ERRNO | errno.EPERM
UNKNOWN = seccomp.ERRNO | errno.ENOSYS
HEADERS = {
    "x86_64": [
        Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h"),
        Path("/usr/include/asm/unistd_64.h"),
    ],
    "aarch64": [Path("/usr/include/asm-generic/unistd.h")],
}

FORBIDDEN = """\
socket              41  198
connect             42  203
accept              43  202
accept4            288  242
bind                49  200
listen              50  201
sendmsg             46  211
sendmmsg           307  269
recvmsg             47  212
recvmmsg           299  243
setsockopt          54  208
execve              59  221
execveat           322  281
fork                57    -
vfork               58    -
wait4               61  260
waitid             247   95
ptrace             101  117
process_vm_readv   310  270
process_vm_writev  311  271
process_madvise    440  440
pidfd_open         434  434
pidfd_getfd        438  438
pidfd_send_signal  424  424
kcmp               312  272
rt_sigqueueinfo    129  138
rt_tgsigqueueinfo  297  240
signalfd4          289   74
io_setup           206    0
io_uring_setup     425  425
io_uring_enter     426  426
io_uring_register  427  427
bpf                321  280
perf_event_open    298  241
userfaultfd        323  282
add_key            248  217
request_key        249  218
keyctl             250  219
memfd_create       319  279
memfd_secret       447  447
shmget              29  194
shmat               30  196
semget              64  190
msgget              68  186
mq_open            240  180
mount              165   40
umount2            166   39
move_mount         429  429
fsopen             430  430
fsmount            432  432
open_tree          428  428
mount_setattr      442  442
pivot_root         155   41
chroot             161   51
unshare            272   97
setns              308  268
personality        135   92
setsid             112  157
setpgid            109  154
setuid             105  146
setgid             106  144
setreuid           113  145
setregid           114  143
setresuid          117  147
setresgid          119  149
setfsuid           122  151
setfsgid           123  152
setgroups          116  159
capget             125   90
capset             126   91
setrlimit          160  164
setpriority        141  140
ioprio_set         251   30
sched_setaffinity  203  122
sched_setscheduler 144  119
sched_setattr      314  274
set_mempolicy      238  237
mbind              237  235
migrate_pages      256  238
mlock              149  228
mlockall           151  230
mincore             27  232
chmod               90    -
fchmod              91   52
fchmodat           268   53
fchmodat2          452  452
chown               92    -
fchown              93   55
lchown              94    -
fchownat           260   54
utime              132    -
utimes             235    -
futimesat          261    -
utimensat          280   88
setxattr           188    5
lsetxattr          189    6
fsetxattr          190    7
setxattrat         463  463
removexattr        197   14
getxattr           191    8
file_setattr       469  469
link                86    -
linkat             265   37
symlink             88    -
symlinkat          266   36
mknod              133    -
mknodat            259   33
creat               85    -
name_to_handle_at  303  264
open_by_handle_at  304  265
fanotify_init      300  262
inotify_init1      294   26
eventfd2           290   19
timerfd_create     283   85
timer_create       222  107
splice             275   76
vmsplice           278   75
quotactl           179   60
swapon             167  224
swapoff            168  225
reboot             169  142
kexec_load         246  104
init_module        175  105
finit_module       313  273
delete_module      176  106
clock_settime      227  112
clock_adjtime      305  266
settimeofday       164  170
sethostname        170  161
setdomainname      171  162
syslog             103  116
acct               163   89
sync               162   81
vhangup            153   58
seccomp            317  277
landlock_create_ruleset 444 444
landlock_restrict_self  446 446
arch_prctl         158    -
modify_ldt         154    -
iopl               172    -
ioperm             173    -
"""

CHECKED: list[tuple[str, tuple[int, ...], int]] = [
    ("clone", (0x3D0F00,), ALLOW),
    ("clone", (0x7D0F00,), ALLOW),
    ("clone", (17,), REFUSED),
    ("clone", (0x4111,), REFUSED),
    ("clone", (0x3D0F00 & ~0x10000,), REFUSED),
    *(("clone", (0x3D0F00 | 1 << bit,), REFUSED) for bit in (7, 12, 13, 14, 15, 17)),
    *(("clone", (0x3D0F00 | 1 << bit,), REFUSED) for bit in range(25, 32)),
    ("clone3", (0, 88), UNKNOWN),
    ("openat2", (0, 0, 0, 24), UNKNOWN),
    ("socketpair", (1, 1, 0), ALLOW),
    ("socketpair", (1, 0x80801, 0), ALLOW),
    ("socketpair", (1, 2, 0), REFUSED),
    ("socketpair", (1, 5, 0), REFUSED),
    ("socketpair", (2, 1, 0), REFUSED),
    ("socketpair", (30, 1, 0), REFUSED),
    ("sendto", (3, 1, 1, 0, 0, 0), ALLOW),
    ("sendto", (3, 1, 1, 0, 1, 16), REFUSED),
    ("sendto", (3, 1, 1, 0, 1 << 40, 16), REFUSED),
    ("recvfrom", (3, 1, 1, 0, 1, 1), ALLOW),
    ("getsockopt", (3, 1, 4), ALLOW),
    ("getsockopt", (3, 1, 17), REFUSED),
    ("getsockopt", (3, 1, 77), REFUSED),
    ("getsockopt", (3, 6, 4), REFUSED),
    ("kill", (PID, 9), ALLOW),
    ("kill", (0, 9), REFUSED),
    ("kill", (-1, 9), REFUSED),
    ("kill", (-PID, 9), REFUSED),
    ("kill", (1, 9), REFUSED),
    ("kill", (PID + 1, 0), REFUSED),
    ("tkill", (PID, 9), ALLOW),
    ("tkill", (PID + 1, 9), REFUSED),
    ("tgkill", (PID, PID + 1, 9), ALLOW),
    ("tgkill", (PID + 1, PID + 1, 9), REFUSED),
    ("getpgid", (0,), ALLOW),
    ("getpgid", (PID + 1,), REFUSED),
    ("prctl", (15, 1), ALLOW),
    ("prctl", (16, 1), ALLOW),
    ("prctl", (0x53564D41, 0), ALLOW),
    *(("prctl", (option, 0), REFUSED) for option in (1, 4, 8, 22, 24, 28, 38, 47)),
    ("prlimit64", (0, 7, 0, 1), ALLOW),
    ("prlimit64", (PID, 7, 0, 1), ALLOW),
    ("prlimit64", (PID + 1, 7, 0, 1), REFUSED),
    ("prlimit64", (0, 7, 1, 0), REFUSED),
    ("prlimit64", (0, 7, 1 << 32, 0), REFUSED),
    *(("ioctl", (1, code), ALLOW) for code in (0x5401, 0x5413, 0x541B, 0x5421)),
    *(("ioctl", (1, code), ALLOW) for code in (0x5450, 0x5451, 0x802C542A)),
    *(("ioctl", (1, code), REFUSED) for code in (0x5412, 0x541C, 0x5452, 0x8901)),
    *(("fcntl", (1, code), ALLOW) for code in (*range(8), 36, 37, 38, 1030)),
    *(("fcntl", (1, code), REFUSED) for code in (8, 9, 10, 11, 15, 16)),
    *(("fcntl", (1, code), REFUSED) for code in (1024, 1026, 1031, 1033)),
    ("openat", (0, 1, 0o101, 0o644), ALLOW),
    ("openat", (0, 1, 0o101, 0o4755), REFUSED),
    ("openat", (0, 1, 0o101, 0o2755), REFUSED),
    ("openat", (0, 1, 0o1000, 0), ALLOW),
    ("openat", (0, 1, 3, 0), REFUSED),
    ("openat", (0, 1, 0o1003, 0), REFUSED),
    ("open", (1, 0o101, 0o644), ALLOW),
    ("open", (1, 3, 0), REFUSED),
    ("open", (1, 0o101, 0o6755), REFUSED),
    ("truncate", (1, 0), ALLOW),
    ("fallocate", (3, 0, 0, 9), ALLOW),
    *(("fallocate", (3, mode, 0, 9), REFUSED) for mode in (1, 2, 3, 8, 16, 32, 64)),
    ("fallocate", (3, 1 << 32, 0, 9), ALLOW),
]
"""With a Landlock of today."""

WITH_AN_OLD_LANDLOCK = [
    ("truncate", (1, 0), REFUSED),
    ("ftruncate", (1, 0), ALLOW),
    ("openat", (0, 1, 0o1000, 0), REFUSED),
    ("openat", (0, 1, 0o1003, 0), REFUSED),
    ("openat", (0, 1, 0o1001, 0), ALLOW),
    ("openat", (0, 1, 0o1102, 0o644), ALLOW),
    ("openat", (0, 1, 0o1102, 0o4644), REFUSED),
    ("openat", (0, 1, 0, 0), ALLOW),
]


def judge(program: bytes, arch: int, number: int, arguments: tuple[int, ...]) -> int:
    """Run a filter as the kernel does: seccomp_data in, action out."""
    wide = [argument & (1 << 64) - 1 for argument in arguments] + [0] * 6
    data = struct.pack("<IIQ6Q", number & 0xFFFFFFFF, arch, 0, *wide[:6])
    steps = list(struct.iter_unpack("<HBBI", program))
    at, accumulator = 0, 0
    while True:
        code, if_true, if_false, k = steps[at]
        at += 1
        if code == 0x06:
            return int(k)
        if code == 0x20:
            (accumulator,) = struct.unpack_from("<I", data, k)
        elif code == 0x54:
            accumulator &= k
        elif code == 0x05:
            at += k
        else:
            holds = {0x15: accumulator == k, 0x35: accumulator >= k}[code]
            at += if_true if holds else if_false


def decide(
    machine: str, name: str, arguments: tuple[int, ...], landlock_abi: int = 7
) -> int:
    program = seccomp.filter_for(PID, landlock_abi=landlock_abi, machine=machine)
    number = syscalls.numbers(machine)[name]
    return judge(program, seccomp.ARCHITECTURE[machine], number, arguments)


def forbidden(machine: str) -> dict[str, int]:
    column = 1 + syscalls.MACHINES.index(machine)
    rows = (line.split() for line in FORBIDDEN.splitlines())
    return {row[0]: int(row[column]) for row in rows if row[column] != "-"}


@pytest.mark.parametrize("machine", syscalls.MACHINES)
@pytest.mark.parametrize(("name", "arguments", "action"), CHECKED)
def test_arguments_decide(
    machine: str, name: str, arguments: tuple[int, ...], action: int
) -> None:
    if name in syscalls.numbers(machine):
        assert decide(machine, name, arguments) == action


@pytest.mark.parametrize("machine", syscalls.MACHINES)
@pytest.mark.parametrize(("name", "arguments", "action"), WITH_AN_OLD_LANDLOCK)
@pytest.mark.parametrize("version", [1, 2])
def test_arguments_decide_more_with_an_old_landlock(
    version: int, machine: str, name: str, arguments: tuple[int, ...], action: int
) -> None:
    assert decide(machine, name, arguments, version) == action


@pytest.mark.parametrize("machine", syscalls.MACHINES)
def test_the_upper_half_of_an_argument_hides_nothing(machine: str) -> None:
    """The kernel cuts a process number to 32 bits, so the filter must look there."""
    assert decide(machine, "kill", (1 << 32 | PID + 1, 9)) == REFUSED
    assert decide(machine, "ioctl", (0, 1 << 32 | 0x5412)) == REFUSED


@pytest.mark.parametrize("machine", syscalls.MACHINES)
def test_every_other_number_is_refused(machine: str) -> None:
    program = seccomp.filter_for(PID, landlock_abi=7, machine=machine)
    reachable = set(syscalls.numbers(machine).values())
    arch = seccomp.ARCHITECTURE[machine]
    others = set(range(syscalls.NEWEST + 1)) - reachable

    assert {judge(program, arch, number, ()) for number in others} == {REFUSED}
    assert set(forbidden(machine).values()) <= others
    for number in (syscalls.NEWEST + 1, 1000, 0x3FFFFFFF):
        assert judge(program, arch, number, ()) == UNKNOWN


@pytest.mark.parametrize("number", [0x40000000, 0x40000027, 0x7FFFFFFF, -1])
def test_numbers_of_x32_kill(number: int) -> None:
    program = seccomp.filter_for(PID, landlock_abi=7, machine="x86_64")

    assert judge(program, seccomp.ARCHITECTURE["x86_64"], number, ()) == KILL


@pytest.mark.parametrize("machine", syscalls.MACHINES)
@pytest.mark.parametrize("arch", [0x40000003, 0x40000028, 0xC000003E, 0xC00000B7, 0])
def test_another_architecture_kills(machine: str, arch: int) -> None:
    if arch != seccomp.ARCHITECTURE[machine]:
        program = seccomp.filter_for(PID, landlock_abi=7, machine=machine)
        assert judge(program, arch, syscalls.numbers(machine)["read"], ()) == KILL


@pytest.mark.parametrize("machine", syscalls.MACHINES)
def test_the_program_is_valid_for_the_kernel(machine: str) -> None:
    """Jumps go forwards and stay inside; at most 4,096 steps; the last one returns."""
    program = seccomp.filter_for(PID, landlock_abi=1, machine=machine)
    steps = list(struct.iter_unpack("<HBBI", program))

    assert len(steps) <= 4096
    assert steps[-1][0] == 0x06
    for at, (code, if_true, if_false, k) in enumerate(steps):
        farthest = k if code == 0x05 else max(if_true, if_false)
        assert code == 0x06 or at + 1 + farthest < len(steps)


def test_only_the_number_of_the_process_varies() -> None:
    one = seccomp.filter_for(1, landlock_abi=7, machine="x86_64")
    other = seccomp.filter_for(2**22, landlock_abi=9, machine="x86_64")
    differing = [
        (a, b)
        for (*_, a), (*_, b) in zip(
            struct.iter_unpack("<HBBI", one),
            struct.iter_unpack("<HBBI", other),
            strict=True,
        )
        if a != b
    ]
    assert set(differing) == {(1, 2**22)}


def test_a_machine_without_a_table_is_an_error() -> None:
    with pytest.raises(ValueError, match="riscv64"):
        seccomp.filter_for(PID, landlock_abi=7, machine="riscv64")


@pytest.mark.parametrize("machine", syscalls.MACHINES)
def test_the_numbers_are_those_of_the_kernels_headers(machine: str) -> None:
    header = next((path for path in HEADERS[machine] if path.exists()), None)
    if header is None:
        pytest.skip("no kernel headers are installed here (linux-libc-dev)")
    known = _numbers_in(header.read_text(encoding="utf-8"))
    ours = syscalls.numbers(machine) | forbidden(machine)
    shared = {name: number for name, number in ours.items() if name in known}

    assert shared == {name: known[name] for name in shared}
    newer_than_some_headers = {name for name, number in ours.items() if number > 450}
    assert set(ours) - set(shared) <= newer_than_some_headers


def _numbers_in(header: str) -> dict[str, int]:
    plain = re.findall(r"^#define __NR_(\w+)\s+(\d+)$", header, re.MULTILINE)
    wide = dict(re.findall(r"^#define (__NR3264_\w+) (\d+)$", header, re.MULTILINE))
    # 64-bit machines use the first of two names: fstatat is newfstatat there.
    named = re.findall(r"^#define __NR_(\w+) (__NR3264_\w+)$", header, re.MULTILINE)
    numbers = {name: int(number) for name, number in plain}
    for name, alias in named:
        if alias in wide and int(wide[alias]) not in numbers.values():
            numbers[name] = int(wide[alias])
    return numbers
