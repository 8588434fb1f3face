"""The system calls that a snippet may reach, and their numbers.

What is not in the table is refused. Some of what is in it is allowed only with certain
arguments (`allowlist.py`). Names are the kernel's; `-` where an architecture has no
such call. Sources: `asm/unistd_64.h` (x86_64), `asm-generic/unistd.h` (aarch64).
"""

MACHINES = ("x86_64", "aarch64")
"""Columns of the table, named as by `platform.machine()`."""
NEWEST = 469
"""`file_setattr` of Linux 6.17: the last number these tables were written with."""

TABLE = """\
read                 0   63
write                1   64
readv               19   65
writev              20   66
pread64             17   67
pwrite64            18   68
preadv             295   69
pwritev            296   70
preadv2            327  286
pwritev2           328  287
open                 2    -
openat             257   56
openat2            437  437
close                3   57
close_range        436  436
lseek                8   62
dup                 32   23
dup2                33    -
dup3               292   24
fcntl               72   25
flock               73   32
ioctl               16   29
pipe                22    -
pipe2              293   59
fsync               74   82
fdatasync           75   83
sync_file_range    277   84
truncate            76   45
ftruncate           77   46
fallocate          285   47
fadvise64          221  223
sendfile            40   71
copy_file_range    326  285
stat                 4    -
lstat                6    -
fstat                5   80
newfstatat         262   79
statx              332  291
access              21    -
faccessat          269   48
faccessat2         439  439
readlink            89    -
readlinkat         267   78
getdents64         217   61
getcwd              79   17
chdir               80   49
fchdir              81   50
umask               95  166
mkdir               83    -
mkdirat            258   34
rmdir               84    -
unlink              87    -
unlinkat           263   35
rename              82    -
renameat           264   38
renameat2          316  276
mmap                 9  222
munmap              11  215
mprotect            10  226
mremap              25  216
madvise             28  233
msync               26  227
mseal              462  462
brk                 12  214
select              23    -
pselect6           270   72
poll                 7    -
ppoll              271   73
epoll_create1      291   20
epoll_ctl          233   21
epoll_wait         232    -
epoll_pwait        281   22
epoll_pwait2       441  441
socketpair          53  199
sendto              44  206
recvfrom            45  207
shutdown            48  210
getsockopt          55  209
getsockname         51  204
getpeername         52  205
clone               56  220
clone3             435  435
set_tid_address    218   96
set_robust_list    273   99
rseq               334  293
membarrier         324  283
futex              202   98
sched_yield         24  124
sched_getaffinity  204  123
getcpu             309  168
exit                60   93
exit_group         231   94
restart_syscall    219  128
rt_sigaction        13  134
rt_sigprocmask      14  135
rt_sigreturn        15  139
rt_sigpending      127  136
rt_sigtimedwait    128  137
rt_sigsuspend      130  133
sigaltstack        131  132
pause               34    -
kill                62  129
tkill              200  130
tgkill             234  131
setitimer           38  103
getitimer           36  102
alarm               37    -
nanosleep           35  101
clock_nanosleep    230  115
clock_gettime      228  113
clock_getres       229  114
gettimeofday        96  169
time               201    -
times              100  153
getrusage           98  165
getrlimit           97  163
prlimit64          302  261
prctl              157  167
getrandom          318  278
uname               63  160
sysinfo             99  179
getpid              39  172
gettid             186  178
getppid            110  173
getpgrp            111    -
getpgid            121  155
getuid             102  174
geteuid            107  175
getgid             104  176
getegid            108  177
getgroups          115  158
getresuid          118  148
getresgid          120  150
"""


def numbers(machine: str) -> dict[str, int]:
    """The number of each reachable system call on a machine, by name.

    Raises:
        ValueError: there is no table for this machine.
    """
    if machine not in MACHINES:
        raise ValueError(f"no system call table for {machine}")
    column = 1 + MACHINES.index(machine)
    rows = (line.split() for line in TABLE.splitlines())
    return {row[0]: int(row[column]) for row in rows if row[column] != "-"}
