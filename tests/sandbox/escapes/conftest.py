"""Two places to run a probe, with and without walls, and what there is to reach."""

import importlib
import importlib.util
import json
import os
import secrets
import select
import shutil
import socket
import sqlite3
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import cache, partial
from pathlib import Path
from typing import Any, NamedTuple

import anyio
import pytest
from mcp_server import sandbox
from mcp_server.results import Evidence, Limits, Program, SandboxLevel
from mcp_server.sandbox import level, namespaces, verdict, zygote_process
from mcp_server.sandbox.pool import Pool
from mcp_server.sandbox.supervise import Cancellation, Watch
from mcp_server.sandbox.watched import Watched
from mcp_server.sandbox.zygote_process import ZygoteProcess

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
# The package has a function of the same name.
run_module = importlib.import_module("mcp_server.sandbox.run")
IMPORT_ZYGOTE = "from mcp_server.sandbox.zygote import main"
NO_WALLS = """\
import os
from mcp_server.sandbox import walls
walls.enter = lambda jail: os.chdir(jail.scratch)
"""
AGREED = 99
"""The exit code that stands for success without the walls."""

SIMPLE = """\
import os, threading
from sqlmodel import Session, create_engine, text
with Session(create_engine("sqlite://")) as session:
    answer = session.exec(text("SELECT 6 * 7")).scalar_one()
print(answer, threading.active_count(), sorted({*os.listdir()} - {"__pycache__"}))
"""
HONEST = """\
import os, sys, threading
from sqlmodel import Field, Session, SQLModel, create_engine, select
class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
engine = create_engine("sqlite:///heroes.db")
SQLModel.metadata.create_all(engine)
with Session(engine) as session:
    session.add(Hero(name="Deadpond"))
    session.commit()
    print(session.exec(select(Hero)).one().name, threading.active_count())
engine.dispose()
print(sorted(name for name in os.listdir() if name.endswith(("db", "py"))))
"""
"""What a user sends; what it prints is below."""
HONEST_OUTPUT = "Deadpond 1\n['attempt.py', 'heroes.db', 'p.py']\n"

Run = Callable[..., Evidence]


def _program(code: str, files: dict[str, str]) -> Program:
    beside = {"attempt.py": (HERE / "attempt.py").read_text(encoding="utf-8")}
    return Program(files={"p.py": code, **beside, **files}, entry="p.py")


class Place(NamedTuple):
    """Walls to run behind: the pool that has them, and how they were told to stand."""

    level: str
    pool: Pool
    known: list[SandboxLevel]


class Inheritance(NamedTuple):
    """What a process of this one inherits, unless somebody takes care."""

    name: str
    secret: str
    descriptor: int


@pytest.fixture(scope="session")
def inheritance() -> Iterator[Inheritance]:
    """A variable of the environment, and a file that is open for children too."""
    name, secret = "SQLMODEL_PRODUCTION_SECRET", secrets.token_hex(16)
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryFile() as file:
        patch.setenv(name, secret)
        file.write(secret.encode())
        file.flush()
        os.set_inheritable(file.fileno(), True)
        yield Inheritance(name, secret, file.fileno())


@pytest.fixture(scope="session", params=["full", "full+namespaces"])
def place(request: pytest.FixtureRequest, inheritance: Inheritance) -> Iterator[Place]:
    """The inner walls alone, as on most machines; then all that can stand here."""
    if request.param == "full+namespaces" and not namespaces.works():
        pytest.skip("bubblewrap is not installed or does not work here")
    with closing(Pool()) as pool:
        yield Place(request.param, pool, [])


@pytest.fixture
def behind_walls(place: Place, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run code as every snippet is run."""
    if place.level == "full":
        monkeypatch.setattr(namespaces, "works", lambda: False)
    monkeypatch.setattr(run_module, "pool", place.pool)
    monkeypatch.setattr(level, "_known", place.known[0] if place.known else None)

    def run(code: str, limits: Limits | None = None, **files: str) -> Evidence:
        seen = anyio.run(partial(sandbox.run, _program(code, files), limits))
        place.known[:] = [seen.sandbox]
        assert seen.sandbox.level == place.level, seen.sandbox.reason
        return seen

    return run


@pytest.fixture(scope="session")
def open_zygote() -> Iterator[ZygoteProcess]:
    """The same zygote, whose children enter no walls.

    The positive control: nothing else differs, and it takes a hundredth of the time
    of a new process (which `test_unsandboxed.py` is about).
    """
    with pytest.MonkeyPatch.context() as patch:
        no_walls = f"exec({NO_WALLS!r}); {IMPORT_ZYGOTE}"
        bootstrap = zygote_process.BOOTSTRAP.replace(IMPORT_ZYGOTE, no_walls)
        assert bootstrap != zygote_process.BOOTSTRAP
        patch.setattr(zygote_process, "BOOTSTRAP", bootstrap)
        patch.setattr(namespaces, "works", lambda: False)
        zygote = ZygoteProcess()
    zygote.wait_until_ready()
    yield zygote
    zygote.close()


@pytest.fixture
def watch_without_walls(open_zygote: ZygoteProcess) -> Callable[..., Watched]:
    """Run code where no wall stands, and say what was seen of it."""

    def run(code: str, limits: Limits | None = None, **files: str) -> Watched:
        limits = limits or Limits()
        job = {
            "program": _program(code, files).model_dump(mode="json"),
            "statements_kept": limits.statements_kept,
            "exit_code": AGREED,
        }
        child, cancellation = open_zygote.fork(limits), Cancellation()
        try:
            watch = Watch(child, json.dumps(job).encode(), limits)
            return watch.until_end(cancellation)
        finally:
            cancellation.close()
            child.discard()

    return run


@pytest.fixture
def without_walls(watch_without_walls: Callable[..., Watched]) -> Run:
    """Run the same code where no wall stands."""

    def run(code: str, limits: Limits | None = None, **files: str) -> Evidence:
        seen = watch_without_walls(code, limits, **files)
        return verdict.evidence(seen, AGREED, limits or Limits())

    return run


@pytest.fixture
def honest(behind_walls: Run) -> Callable[[], None]:
    """Check that an honest program is run, right and alone."""

    def check() -> None:
        seen = behind_walls(SIMPLE)
        assert (seen.status, seen.error) == ("passed", None)
        assert seen.stdout == "42 1 ['attempt.py', 'p.py']\n"
        assert [one.sql for one in seen.statements] == ["SELECT 6 * 7"]

    return check


@pytest.fixture
def honest_program() -> tuple[str, str]:
    """An honest program, and what it prints."""
    return HONEST, HONEST_OUTPUT


class Told(NamedTuple):
    """The line of a probe: a reason (`reached`, `nothing`, an error), and what."""

    why: str
    reached: str


@pytest.fixture
def told() -> Callable[[Evidence], Told]:
    """Read what a probe said of itself."""

    def read(seen: Evidence) -> Told:
        try:
            return Told(**json.loads(seen.stdout.splitlines()[-1]))
        except (IndexError, ValueError, TypeError):
            # It did not come so far: what ended it is the answer.
            return Told(seen.stopped_by or seen.status, seen.stderr[-300:])

    return read


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


@pytest.fixture(scope="session")
def kept_outside() -> Iterator[list[Outside]]:
    """The one that the last test has used."""
    kept: list[Outside] = []
    yield kept
    for one in kept:
        one.close()


@pytest.fixture
def outside(kept_outside: list[Outside]) -> Outside:
    """What a probe tries to reach; a new one if the last test has reached it."""
    if kept_outside and kept_outside[0].disturbed():
        kept_outside.pop().close()
    if not kept_outside:
        kept_outside.append(Outside())
    return kept_outside[0]


@pytest.fixture
def end_record(watch_without_walls: Callable[..., Watched]) -> bytes:
    """The line with which a run reports its end, just as an honest run wrote it."""
    (line,) = watch_without_walls("pass").report.splitlines()
    assert json.loads(line)["kind"] == "end"
    return bytes(line)


@pytest.fixture
def agree_on(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Have the next runs agree on an exit code, which is random otherwise."""

    def agree(code: int) -> None:
        monkeypatch.setattr(run_module, "SUCCESS_CODES", [code])

    return agree


@pytest.fixture
def executed() -> Callable[..., "subprocess.CompletedProcess[str]"]:
    """Run a program as a user would, with all that a process inherits."""

    def run(folder: Path, code: str) -> "subprocess.CompletedProcess[str]":
        program = _program(code, {})
        for name, text in program.files.items():
            (folder / name).write_text(text, encoding="utf-8")
        return subprocess.run(
            [sys.executable, "p.py"],
            cwd=folder,
            close_fds=False,
            capture_output=True,
            text=True,
            check=True,
        )

    return run
