"""Two places to run a probe, with and without walls, and what there is to reach."""

import importlib
import json
import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import NamedTuple

import anyio
import pytest
from mcp_server import sandbox
from mcp_server.results import Evidence, Limits, Program, SandboxLevel
from mcp_server.sandbox import level, namespaces, verdict, zygote_process
from mcp_server.sandbox.pool import Pool
from mcp_server.sandbox.supervise import Cancellation, Watch
from mcp_server.sandbox.watched import Watched
from mcp_server.sandbox.zygote_process import ZygoteProcess
from tests.sandbox.escapes.outside import Outside

HERE = Path(__file__).resolve().parent
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
