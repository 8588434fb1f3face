"""Children of a process with one thread, with walls around them and without."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from mcp_server.sandbox import walls

ROOT = Path(__file__).resolve().parents[3]
READABLE = walls.readable_paths()
OTHER_USER = (20001, 20001)
IS_ROOT = hasattr(os, "getuid") and os.getuid() == 0
Run = Callable[..., dict[str, Any]]
User = tuple[int, int] | None


@pytest.fixture(scope="session")
def forker() -> Iterator[Run]:
    """Sends requests to a process that has imported little."""
    with _forker() as send:
        yield send


@pytest.fixture(scope="session")
def warm_forker() -> Iterator[Run]:
    """Sends requests to a process that has imported what the sandbox's has."""
    with _forker(
        "sqlmodel", "sqlalchemy.ext.asyncio", "aiosqlite", "fastapi.testclient"
    ) as send:
        yield send


@pytest.fixture(params=["same-user", "other-user"][: 1 + IS_ROOT])
def user(request: pytest.FixtureRequest) -> User:
    """Only root can become somebody else: its children are tried as both."""
    return None if request.param == "same-user" else OTHER_USER


@pytest.fixture
def place(user: User) -> Iterator[Path]:
    """A folder with a scratch folder, a library and a secret, all the child's own."""
    # pytest's own temporary folders can be entered by nobody else.
    base = Path(tempfile.mkdtemp(prefix="walls-")).resolve()
    for folder in ("scratch", "outside", "library"):
        (base / folder).mkdir()
    (base / "outside" / "secret.txt").write_text("secret", encoding="utf-8")
    (base / "library" / "module.py").write_text("NAME = 'module'\n", encoding="utf-8")
    if user:
        for path in (base, *base.rglob("*")):
            os.chown(path, *user)
    yield base
    shutil.rmtree(base)


@pytest.fixture
def free(forker: Run, place: Path, user: User) -> Run:
    """Runs code in a child without walls: the positive control."""
    return lambda code, **more: forker(_request(code, place, user, walls=[]) | more)


@pytest.fixture
def jailed(forker: Run, place: Path, user: User) -> Run:
    """Runs code in a child behind all walls, or those that `walls` names."""
    return lambda code, **more: forker(_request(code, place, user) | more)


@pytest.fixture
def warm_free(warm_forker: Run, place: Path, readable_user: User) -> Run:
    """As `free`, with the libraries imported."""
    base = _request("", place, readable_user, walls=[])
    return lambda code, **more: warm_forker(base | {"code": code} | more)


@pytest.fixture
def warm_jailed(warm_forker: Run, place: Path, readable_user: User) -> Run:
    """As `jailed`, with the libraries imported."""
    base = _request("", place, readable_user)
    return lambda code, **more: warm_forker(base | {"code": code} | more)


@pytest.fixture
def readable_user(user: User) -> User:
    """A user who can import what was not imported before."""
    if user and not walls.readable_by_all(READABLE):
        pytest.skip("this interpreter lies in a folder that only root can enter")
    return user


def _request(
    code: str,
    place: Path,
    user: User,
    walls: list[str] | None = None,
) -> dict[str, Any]:
    return {
        "code": code,
        "before": "",
        "walls": walls,
        "names": {
            "SCRATCH": str(place / "scratch"),
            "OUTSIDE": str(place / "outside"),
            "LIBRARY": str(place / "library"),
        },
        "jail": {
            "scratch": str(place / "scratch"),
            "readable": [*READABLE, str(place / "library")],
            "user": user,
        },
    }


@contextmanager
def _forker(*modules: str) -> Iterator[Run]:
    lacking = walls.missing(walls.available())
    if {"landlock", "seccomp"} & set(lacking):
        pytest.skip(f"this machine has no {' and no '.join(lacking)}")
    program = str(Path(__file__).with_name("forker.py"))
    process = subprocess.Popen(
        [sys.executable, "-I", "-W", "error", program, str(ROOT), *modules],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )

    def send(request: dict[str, Any]) -> dict[str, Any]:
        assert process.stdin and process.stdout
        process.stdin.write(json.dumps(request) + "\n")
        process.stdin.flush()
        answer: dict[str, Any] = json.loads(process.stdout.readline())
        return answer

    with process:
        yield send
        assert process.stdin
        process.stdin.close()
