"""The zygote: a warm, single-threaded process that forks one-use children.

It is a fresh `python -I` process with a scrubbed environment. It never sees a program:
the pipe with the job goes straight to the child.
"""

import gc
import json
import os
import selectors
import socket
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from mcp_server.observe import warm
from mcp_server.sandbox import child, forked, prefault, removal, walls

MESSAGE_BYTES = 65_536
NOBODY = 65_534


def main(control: int, base: str) -> None:
    """Warm up, then serve fork requests until the supervisor is gone."""
    try:
        _serve(socket.socket(fileno=control), base)
    except (BrokenPipeError, ConnectionResetError):
        pass  # it went while we were telling it something
    finally:
        # The supervisor may have been killed: nobody else can remove its folders.
        removal.remove(Path(base))


def _serve(channel: socket.socket, base: str) -> None:
    warm.up()
    walls.prepare()
    readable = tuple(walls.readable_paths())
    user = unprivileged_user([*readable, base])
    gc.collect()
    gc.freeze()
    memory = prefault.learn(warm.once)
    myself = os.pidfd_open(os.getpid())
    socket.send_fds(channel, [json.dumps({"event": "ready"}).encode()], [myself])
    os.close(myself)
    Zygote(channel, readable, user, memory).serve()


class Zygote:
    """Forks on request, and reports how each child ended."""

    def __init__(
        self,
        channel: socket.socket,
        readable: tuple[str, ...],
        user: tuple[int, int] | None,
        memory: prefault.Ranges,
    ) -> None:
        self._channel = channel
        self._readable = readable
        self._user = user
        self._memory = memory
        self._selector = selectors.DefaultSelector()
        self._selector.register(channel, selectors.EVENT_READ)
        self._children: dict[int, tuple[int, int]] = {}
        """By the descriptor of a child's process: its number and its process id."""

    def serve(self) -> None:
        """Handle messages and deaths until the supervisor closes the channel."""
        try:
            while self._handle():
                pass
        finally:
            # Before their folders are removed: no program may be at work in them.
            self._kill_all()

    def _handle(self) -> bool:
        """Wait for something to do, and do it; False if the supervisor is gone."""
        for key, _ in self._selector.select():
            if key.fileobj is not self._channel:
                self._bury(key.fd)
            elif not self._receive():
                return False
        return True

    def _receive(self) -> bool:
        """Take one request; False if the supervisor is gone."""
        data, descriptors, _, _ = socket.recv_fds(
            self._channel, MESSAGE_BYTES, forked.PIPES
        )
        if not data:
            return False
        self._fork(json.loads(data), descriptors)
        return True

    def _fork(self, request: dict[str, Any], descriptors: list[int]) -> None:
        jail = walls.Jail(
            scratch=request["scratch"],
            parent=os.getpid(),
            readable=self._readable,
            keep=frozenset({0, 1, 2, *descriptors}),
            user=self._user,
            **request["limits"],
        )
        try:
            if self._user:
                os.chown(jail.scratch, *self._user)
            process = os.fork()
        except OSError as error:  # its folder was given up, or there is no room
            self._refuse(request["number"], descriptors, error)
            return
        if process == 0:
            child.live(jail, descriptors, self._memory)
        for descriptor in descriptors:
            os.close(descriptor)
        handle = os.pidfd_open(process)
        self._children[handle] = (request["number"], process)
        self._selector.register(handle, selectors.EVENT_READ)
        message = json.dumps({"event": "forked", "number": request["number"]}).encode()
        socket.send_fds(self._channel, [message], [handle])

    def _refuse(self, number: int, descriptors: list[int], error: OSError) -> None:
        """Tell that there will be no such child; all others live on."""
        for descriptor in descriptors:
            os.close(descriptor)
        message = {"event": "refused", "number": number, "reason": str(error)}
        self._channel.send(json.dumps(message).encode())

    def _bury(self, handle: int) -> None:
        """Reap a child and report its end."""
        number, process = self._children.pop(handle)
        self._selector.unregister(handle)
        _, status, usage = os.wait4(process, 0)
        os.close(handle)
        message = {
            "event": "ended",
            "number": number,
            "exit_code": os.waitstatus_to_exitcode(status),
            "cpu_seconds": usage.ru_utime + usage.ru_stime,
            "memory_bytes": usage.ru_maxrss * 1024,
        }
        self._channel.send(json.dumps(message).encode())

    def _kill_all(self) -> None:
        for _, process in self._children.values():
            os.kill(process, 9)
        for _, process in self._children.values():
            os.waitpid(process, 0)


def unprivileged_user(places: Iterable[str]) -> tuple[int, int] | None:
    """User and group for the children of root, if they can reach these places.

    None for everybody else, and where the interpreter lies in a folder that only root
    may enter: then the children stay root, without any capability.
    """
    if os.getuid() == 0 and walls.readable_by_all(places):
        return NOBODY, NOBODY
    return None
