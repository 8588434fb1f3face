"""What nobody behind the walls may touch: files, listeners, a process, a terminal."""

import importlib.util
import os
import secrets
import select
import shutil
import socket
import sqlite3
import subprocess
import sysconfig
import tempfile
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]


class Outside:
    """Files, listeners and a process that nobody behind the walls may touch.

    Everybody else may: not even rights may be what stops a probe.
    """

    def __init__(self) -> None:
        self.secret = secrets.token_hex(16)
        self.folder = Path(tempfile.mkdtemp(prefix="sqlmodel-production-outside-"))
        self._make_files()
        self._listen()
        self._victim = subprocess.Popen(
            ["cat"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={"SECRET": self.secret, "PATH": os.environ["PATH"]},
            cwd=self.folder,
            start_new_session=True,
        )
        assert self._victim.stdin and self._victim.stdout
        self._victim.stdin.write(b"x")
        self._victim.stdin.flush()
        self._victim.stdout.read(1)  # now its memory is laid out
        self._terminal = os.openpty()
        Path(os.ttyname(self._terminal[1])).chmod(0o666)
        self._before = self._state()

    def _make_files(self) -> None:
        (self.folder / "sub").mkdir()
        (self.folder / "empty").mkdir()
        for name in ("secret.txt", "sub/inner.txt"):
            (self.folder / name).write_text(self.secret)
        (self.folder / "outside_module.py").write_text(f"value = {self.secret!r}\n")
        (self.folder / "sub/outside.db").write_bytes(_database(self.secret))
        shutil.copyfile(_library(), self.folder / "library.so")
        (self.folder / "link").symlink_to("secret.txt")
        for path in (self.folder, *self.folder.rglob("*")):
            path.chmod(0o777 if path.is_dir() else 0o666)

    def _listen(self) -> None:
        self._listeners = {
            "tcp4": socket.create_server(("127.0.0.1", 0)),
            "udp4": socket.socket(socket.AF_INET, socket.SOCK_DGRAM),
            "stream": socket.socket(socket.AF_UNIX, socket.SOCK_STREAM),
            "datagram": socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM),
            "abstract": socket.socket(socket.AF_UNIX, socket.SOCK_STREAM),
        }
        self._listeners["udp4"].bind(("127.0.0.1", 0))
        for name in ("stream", "datagram"):
            self._listeners[name].bind(str(self.folder / name))
            (self.folder / name).chmod(0o777)
        self._listeners["abstract"].bind(f"\0{self.folder.name}")
        for name in ("stream", "abstract"):
            self._listeners[name].listen()
        if socket.has_ipv6:
            self._listeners["tcp6"] = socket.create_server(
                ("::1", 0), family=socket.AF_INET6
            )

    def names(self) -> dict[str, Any]:
        """What a probe is told about it, by the names that it uses."""
        tcp6 = self._listeners.get("tcp6")
        return {
            "secret": str(self.folder / "secret.txt"),
            "folder": str(self.folder),
            "link": str(self.folder / "link"),
            "tmp": tempfile.gettempdir(),
            "home": str(Path.home()),
            "project": str(ROOT),
            "packages": sysconfig.get_path("purelib"),
            "server": os.getpid(),
            "victim": self._victim.pid,
            "victim_environment": self._victim_environment(),
            "tcp4": self._listeners["tcp4"].getsockname(),
            "tcp6": tcp6.getsockname() if tcp6 else None,
            "udp4": self._listeners["udp4"].getsockname(),
            "stream": str(self.folder / "stream"),
            "datagram": str(self.folder / "datagram"),
            "abstract": f"\0{self.folder.name}",
            "terminal": os.ttyname(self._terminal[1]),
            "disk": next((str(p) for p in Path("/dev").iterdir() if _is_disk(p)), ""),
        }

    def _victim_environment(self) -> tuple[int, int]:
        """Where its environment lies in its memory: address and length."""
        stat = Path(f"/proc/{self._victim.pid}/stat").read_text()
        # Fields 50 and 51 of proc(5), counted behind the name in parentheses.
        start, end = stat.rpartition(")")[2].split()[47:49]
        return int(start), int(end) - int(start)

    def header(self) -> str:
        """The first lines of a probe."""
        lines = (f"{name} = {value!r}" for name, value in self.names().items())
        return "\n".join(("from attempt import *", "import os, sys", *lines, ""))

    def disturbed(self) -> list[str]:
        """Which of it was changed, called, or ended."""
        found = [] if self._state() == self._before else ["files"]
        if self._victim.poll() is not None:
            found.append("victim")
        called, _, _ = select.select([*self._listeners.values()], [], [], 0)
        return found + [
            name for name, listener in self._listeners.items() if listener in called
        ]

    def _state(self) -> list[object]:
        return [
            (
                str(path.relative_to(self.folder)),
                (found := path.lstat()).st_mode,
                (found.st_uid, found.st_gid, found.st_nlink),
                found.st_mtime_ns,
                path.read_bytes() if path.is_file() else None,
                os.listxattr(path, follow_symlinks=False),
            )
            for path in sorted((self.folder, *self.folder.rglob("*")))
        ]

    def close(self) -> None:
        """Remove it."""
        for listener in self._listeners.values():
            listener.close()
        for descriptor in self._terminal:
            os.close(descriptor)
        self._victim.kill()
        self._victim.communicate()
        shutil.rmtree(self.folder)


def _database(secret: str) -> bytes:
    """The file of a database with one row."""
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute("CREATE TABLE secrets AS SELECT ? AS value", (secret,))
        database.commit()
        return database.serialize()


@cache
def _library() -> Path:
    """The smallest library that is at hand."""
    spec = importlib.util.find_spec("greenlet._greenlet")
    assert spec and spec.origin
    standard = Path(str(sysconfig.get_config_var("DESTSHARED"))).glob("*.so")
    return min((Path(spec.origin), *standard), key=lambda path: path.stat().st_size)


def _is_disk(path: Path) -> bool:
    return path.is_block_device() and path.stat().st_rdev > 0
