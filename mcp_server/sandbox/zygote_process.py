"""The supervisor's side of a zygote: starts it and asks it for children."""

import json
import math
import os
import select
import socket
import subprocess
import sys
import tempfile
import threading
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from mcp_server.results import Limits
from mcp_server.sandbox import namespaces
from mcp_server.sandbox.environment import scrubbed
from mcp_server.sandbox.removal import remove
from mcp_server.sandbox.watched import Ended

BOOTSTRAP = (
    "import sys; control, base, root = sys.argv[1:]; del sys.argv[1:]; "
    "sys.path.append(root); "
    "from mcp_server.sandbox.zygote import main; main(int(control), base)"
)
PACKAGE_FOLDER = Path(__file__).resolve().parents[2]
MESSAGE_BYTES = 65_536
START_SECONDS = 60.0
LAST_WORDS_BYTES = 500


class ZygoteDied(Exception):
    """The zygote is gone, and its children with it."""


@dataclass
class Child:
    """A child that waits for its job, and the supervisor's ends of its pipes."""

    scratch: Path
    job: int
    out: int
    err: int
    report: int
    trace: int
    process: "Future[int]" = field(default_factory=Future)
    """Descriptor of the process (pidfd)."""
    ended: "Future[Ended]" = field(default_factory=Future)

    def close_job(self) -> None:
        """Tell the child that its job is complete; without a job it ends."""
        # Never twice: the number may belong to another run by then.
        if self.job >= 0:
            os.close(self.job)
            self.job = -1

    def discard(self) -> None:
        """Close everything and remove its folder."""
        self.close_job()
        for descriptor in (self.out, self.err, self.report, self.trace):
            os.close(descriptor)
        self.process.add_done_callback(_close_handle)
        remove(self.scratch)

    def is_dead(self) -> bool:
        """It has ended already, without a job."""
        if not self.process.done():
            return False
        return bool(self.process.exception()) or _has_ended(self.process.result())


class ZygoteProcess:
    """One zygote and its children. Its methods may be called from any thread."""

    def __init__(self) -> None:
        self.base = _folder()
        # Children of another user must be able to reach their own folder by its name.
        self.base.chmod(0o755)
        self.forks = 0
        self._numbers = count(1)
        self._children: dict[int, Child] = {}
        self._lock = threading.Lock()
        self._gone = threading.Event()
        self._closed = False
        self._ready: Future[int] = Future()
        """Descriptor of the zygote's own process: there may be a wall around it."""
        self._channel, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        # In memory: what the zygote says last must outlive its folder.
        self._log = os.memfd_create("zygote.log")
        with theirs:
            command = [
                *(sys.executable, "-I", "-X", "utf8", "-W", "default"),
                *("-c", BOOTSTRAP, str(theirs.fileno()), str(self.base)),
                str(PACKAGE_FOLDER),
            ]
            self._process = subprocess.Popen(
                namespaces.wrapped(command, self.base),
                cwd="/",
                env=scrubbed(self.base),
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=self._log,
            )
        self._reader = threading.Thread(target=self._read, name="zygote", daemon=True)
        self._reader.start()

    def wait_until_ready(self) -> None:
        """Block until it has warmed up.

        Raises:
            ZygoteDied: it could not start; the message has the end of its log.
        """
        self._ready.result(START_SECONDS)

    @property
    def alive(self) -> bool:
        """It can still fork."""
        if self._gone.is_set() or self._process.poll() is not None:
            return False
        return not _has_ended(self._ready.result())

    def fork(self, limits: Limits) -> Child:
        """Ask for a child; it enters its walls while the caller goes on.

        Raises:
            ZygoteDied: there is no zygote to ask any more.
        """
        number = next(self._numbers)
        scratch = self.base / str(number)
        try:
            scratch.mkdir(mode=0o700)
        except OSError as error:  # the disk is full, or the zygote has cleaned up
            raise ZygoteDied(f"no folder for a run: {error.strerror}") from error
        child, theirs = _piped(scratch)
        with self._lock:
            self._children[number] = child
        self.forks += 1
        request = {
            "number": number,
            "scratch": str(scratch),
            "limits": {
                "cpu_seconds": math.ceil(limits.cpu_seconds),
                "memory_bytes": limits.memory_bytes,
                "file_bytes": limits.scratch_bytes,
            },
        }
        try:
            socket.send_fds(self._channel, [json.dumps(request).encode()], theirs)
        except OSError as error:
            raise ZygoteDied("the sandbox's zygote is gone") from error
        finally:
            for descriptor in theirs:
                os.close(descriptor)
        return child

    def close(self) -> None:
        """End it and its children, and remove its folders."""
        if self._closed:
            return
        self._closed = True
        with suppress(OSError):
            self._channel.shutdown(socket.SHUT_RDWR)
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._reader.join(5)
        self._channel.close()
        os.close(self._log)
        self._ready.add_done_callback(_close_handle)
        remove(self.base)

    def _read(self) -> None:
        """Take the zygote's messages until it is gone."""
        while True:
            try:
                data, handles, _, _ = socket.recv_fds(self._channel, MESSAGE_BYTES, 1)
            except OSError:
                data, handles = b"", []
            if not data:
                self._bury_all()
                return
            self._take(json.loads(data), handles)

    def _take(self, message: dict[str, Any], handles: list[int]) -> None:
        event = message.pop("event")
        if event == "ready":
            self._ready.set_result(handles[0])
            return
        number = message.pop("number")
        if event == "forked":
            self._children[number].process.set_result(handles[0])
            return
        with self._lock:
            child = self._children.pop(number)
        if event == "ended":
            child.ended.set_result(Ended(**message))
        else:
            error = ZygoteDied(f"no child could be made: {message['reason']}")
            child.process.set_exception(error)
            child.ended.set_exception(error)

    def _bury_all(self) -> None:
        """The zygote is gone: everybody who waits for it must hear so."""
        self._gone.set()
        error = ZygoteDied(f"the sandbox's zygote ended: {self._last_words()}")
        if not self._ready.done():
            self._ready.set_exception(error)
        with self._lock:
            children, self._children = list(self._children.values()), {}
        for child in children:
            for future in (child.process, child.ended):
                if not future.done():
                    future.set_exception(error)

    def _last_words(self) -> str:
        size = os.fstat(self._log).st_size
        said = os.pread(self._log, LAST_WORDS_BYTES, max(0, size - LAST_WORDS_BYTES))
        lines = said.decode("utf-8", "replace").strip().splitlines()
        return lines[-1] if lines else "no message"


def _folder() -> Path:
    try:
        return Path(tempfile.mkdtemp(prefix=f"sqlmodel-production-{os.getpid()}-"))
    except OSError as error:
        raise ZygoteDied(f"no folder for the sandbox: {error.strerror}") from error


def _has_ended(process: int) -> bool:
    ended = select.poll()
    ended.register(process, select.POLLIN)
    return bool(ended.poll(0))


def _close_handle(process: "Future[int]") -> None:
    if not process.exception():
        os.close(process.result())


def _piped(scratch: Path) -> tuple[Child, list[int]]:
    """A child's record with our ends of its pipes, and its ends in their order."""
    job_theirs, job = os.pipe()
    pairs = [os.pipe() for _ in range(4)]
    ours = [pair[0] for pair in pairs]
    for descriptor in (job, *ours):
        os.set_blocking(descriptor, False)
    out, err, report, trace = ours
    child = Child(scratch, job, out, err, report, trace)
    return child, [job_theirs, *(pair[1] for pair in pairs)]
