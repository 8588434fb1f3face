"""Tries the basic escapes in a real child: a level is claimed only if all fail."""

import json
import os
import socket
import tempfile
from pathlib import Path
from typing import Any

from mcp_server.results import Evidence, Program

ATTEMPTS = {
    "reading files": "open(outside).read()",
    "writing files": "open(outside, 'a').close()",
    "the network": "socket.create_connection(('127.0.0.1', port), 1).close()",
    "starting processes": "os.fork() or os._exit(0)",
    "signals to the server": "os.kill(server, 0)",
    "running programs": "os.execv(sys.executable, [sys.executable, '-c', said])",
}
"""What hostile code would try first, by what it would reach."""
PROBE = """\
import json, os, socket, sys

outside, server, port = {outside!r}, {server!r}, {port!r}
said = {said!r}
reached = []
for what, attempt in {attempts!r}.items():
    try:
        exec(attempt)
    except OSError:
        continue
    reached.append(what)
seen = os.path.exists(outside)
print(json.dumps({{
    "reached": reached,
    "root": os.geteuid() == 0,
    "seen": seen,
    "device": os.stat(".").st_dev,
}}))
"""


class Target:
    """Something outside that the probe tries to reach: a file and a listening port."""

    def __init__(self) -> None:
        descriptor, path = tempfile.mkstemp(prefix="sqlmodel-production-outside-")
        os.close(descriptor)
        self._file = Path(path)
        # Not even the rights of a file may be what stops the probe.
        self._file.chmod(0o666)
        self._listener = socket.create_server(("127.0.0.1", 0))

    def program(self) -> Program:
        """The probe, aimed at this target."""
        source = PROBE.format(
            outside=str(self._file),
            server=os.getpid(),
            port=self._listener.getsockname()[1],
            attempts=ATTEMPTS,
            said=f"print({json.dumps({'reached': ['running programs']})!r})",
        )
        return Program(files={"probe.py": source}, entry="probe.py")

    def close(self) -> None:
        """Remove it."""
        self._listener.close()
        self._file.unlink()


def reached(seen: Evidence) -> list[str]:
    """What the probe got at; everything, if it could not say.

    The probe is our own program, so its word counts here.
    """
    said = _said(seen).get("reached", ATTEMPTS)
    return [what for what in ATTEMPTS if what in said]


def is_root(seen: Evidence) -> bool:
    """The probe ran as root: without capabilities, but with root's files."""
    return bool(_said(seen).get("root", True))


def sees_files(seen: Evidence) -> bool:
    """The probe could tell that a file outside exists, if not what is in it."""
    return bool(_said(seen).get("seen", True))


def shares_disk(seen: Evidence) -> bool:
    """The probe's folder lies on the disk of all others: its total is only watched."""
    ours = Path(tempfile.gettempdir()).stat().st_dev
    return bool(_said(seen).get("device", ours) == ours)


def _said(seen: Evidence) -> dict[str, Any]:
    try:
        said = json.loads(seen.stdout)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
