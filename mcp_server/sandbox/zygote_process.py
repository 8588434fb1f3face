"""The supervisor's side of a zygote: starts it and asks it for children."""

import errno
import json
import math
import os
import socket
import subprocess
import tempfile
import threading
from concurrent.futures import Future
from contextlib import ExitStack, suppress
from itertools import count
from pathlib import Path
from typing import Any

from mcp_server.results import Limits
from mcp_server.sandbox import namespaces
from mcp_server.sandbox.environment import interpreter, scrubbed
from mcp_server.sandbox.forked import (
    Child,
    ZygoteDied,
    close_handle,
    has_ended,
    piped,
)
from mcp_server.sandbox.removal import remove
from mcp_server.sandbox.watched import Ended

BOOTSTRAP = (
    "import sys; control, base = sys.argv[1:]; del sys.argv[1:]; "
    "from mcp_server.sandbox.zygote import main; main(int(control), base)"
)
MESSAGE_BYTES = 65_536
START_SECONDS = 60.0
LAST_WORDS_BYTES = 500


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
        try:
            self._start()
        except OSError as error:
            remove(self.base)
            reason = f"the sandbox cannot be started: {error.strerror}"
            raise ZygoteDied(reason) from error

    def _start(self) -> None:
        """Start the process, and a thread that reads what it says."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs, ExitStack() as undo:
            undo.callback(ours.close)
            # In memory: what the zygote says last must outlive its folder.
            log = os.memfd_create("zygote.log")
            undo.callback(os.close, log)
            command = interpreter(BOOTSTRAP, str(theirs.fileno()), str(self.base))
            self._process = subprocess.Popen(
                namespaces.wrapped(command, self.base),
                cwd="/",
                env=scrubbed(self.base),
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=log,
            )
            undo.pop_all()
        self._channel, self._log = ours, log
        self._reader = threading.Thread(target=self._read, name="zygote", daemon=True)
        self._reader.start()

    def wait_until_ready(self) -> None:
        """Block until it has warmed up.

        Raises:
            ZygoteDied: it could not start; the message has the end of its log.
        """
        try:
            self._ready.result(START_SECONDS)
        except TimeoutError as error:
            reason = f"the sandbox is not ready after {START_SECONDS:.0f} s"
            raise ZygoteDied(reason) from error

    @property
    def alive(self) -> bool:
        """It can still fork."""
        if self._gone.is_set() or self._process.poll() is not None:
            return False
        if not self._ready.done() or self._ready.exception():
            return False
        return not has_ended(self._ready.result())

    def fork(self, limits: Limits) -> Child:
        """Ask for a child; it enters its walls while the caller goes on.

        Raises:
            ZygoteDied: there is no zygote to ask any more.
        """
        number = next(self._numbers)
        scratch = self.base / str(number)
        try:
            scratch.mkdir(mode=0o700)
            child, theirs = piped(scratch)
        except OSError as error:  # no room, or the zygote has cleaned up
            remove(scratch)
            raise ZygoteDied(f"no place for a run: {error.strerror}") from error
        with self._lock:
            self._children[number] = child
        self.forks += 1
        try:
            socket.send_fds(self._channel, [_request(number, scratch, limits)], theirs)
        except OSError as error:
            with self._lock:
                self._children.pop(number, None)
            child.discard()
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
        self._ready.add_done_callback(close_handle)
        remove(self.base)

    def _read(self) -> None:
        """Take the zygote's messages until it is gone."""
        try:
            while self._hear():
                pass
        finally:  # whatever was wrong: nobody may wait for a thread that has ended
            self._bury_all()

    def _hear(self) -> bool:
        """Take one message; False if there are no more."""
        try:
            data, handles, _, _ = socket.recv_fds(self._channel, MESSAGE_BYTES, 1)
        except OSError:
            return False
        if data:
            self._take(json.loads(data), handles)
        return bool(data)

    def _take(self, message: dict[str, Any], handles: list[int]) -> None:
        event = message.pop("event")
        if event == "ready":
            _hand_over(handles, self._ready)
            return
        number = message.pop("number")
        if event == "forked":
            _hand_over(handles, self._children[number].process)
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


def _request(number: int, scratch: Path, limits: Limits) -> bytes:
    """The message that asks for a child."""
    walls = {
        "cpu_seconds": math.ceil(limits.cpu_seconds),
        "memory_bytes": limits.memory_bytes,
        "file_bytes": limits.scratch_bytes,
    }
    request = {"number": number, "scratch": str(scratch), "limits": walls}
    return json.dumps(request).encode()


def _hand_over(handles: list[int], process: "Future[int]") -> None:
    """Give a handle to who waits for it, or the reason why there is none."""
    if handles:
        process.set_result(handles[0])
    else:  # the kernel drops what a process that has all files open is sent
        reason = os.strerror(errno.EMFILE)
        process.set_exception(ZygoteDied(f"no handle of a process: {reason}"))
