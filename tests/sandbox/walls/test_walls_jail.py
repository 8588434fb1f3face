"""All walls stand, or nothing is run."""

import errno
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from mcp_server.sandbox import walls
from mcp_server.sandbox.walls import kernel

Run = Callable[..., dict[str, Any]]
SETTING = "from mcp_server.sandbox.walls import landlock, seccomp, privileges, kernel\n"
SABOTAGE = {
    "landlock": "landlock.abi = lambda: 0",
    "seccomp": "import platform; platform.machine = lambda: 'riscv64'",
    "no-new-privileges": "privileges.PR_SET_NO_NEW_PRIVS = 9999",
    "undumpable": "privileges.PR_SET_DUMPABLE = 9999",
    "dies-with-parent": "privileges.os.getppid = lambda: 1",
    "no-capabilities": "privileges._capabilities = lambda: (1, 0, 0)",
    "descriptors": """
from mcp_server.sandbox.walls import descriptors
descriptors.CLOSE_RANGE = 5000
descriptors.Path = lambda path: __import__('pathlib').Path('/no/proc')""",
    "one-thread": """
import threading
event = threading.Event()
threading.Thread(target=event.wait, daemon=True).start()""",
    "limits": """
import resource
def refuse(*_):
    raise OSError(1, 'no')
resource.setrlimit = refuse""",
}


@pytest.mark.parametrize(("name", "sabotage"), SABOTAGE.items(), ids=SABOTAGE)
def test_one_wall_that_does_not_stand_is_an_error(
    name: str, sabotage: str, jailed: Run
) -> None:
    done = jailed("value = 'ran'", before=SETTING + sabotage)

    assert (done.get("value"), done["error"]) == (None, "WallError"), done
    assert f"WallError: {name}: " in done["text"]


def test_a_scratch_folder_that_does_not_exist_is_an_error(jailed: Run) -> None:
    nowhere: dict[str, Any] = {
        "scratch": "/no/such/folder",
        "readable": [],
        "user": None,
    }
    done = jailed("value = 'ran'", jail=nowhere)

    assert done["error"] == "WallError"


def test_somebody_who_may_not_change_the_user_is_told(
    jailed: Run, place: Path, user: tuple[int, int] | None
) -> None:
    before = "import os; os.getuid() or os.setresuid(20002, 20002, 20002)"
    wanted = {"scratch": str(place), "readable": [], "user": [20001, 20001]}
    done = jailed("value = 'ran'", before=before, jail=wanted)

    assert "WallError: user: " in done["text"]


def test_the_walls_are_named_in_their_order(jailed: Run) -> None:
    code = """
from mcp_server.sandbox.walls import jail
wanted = jail.Jail(scratch='', parent=0, readable=(), keep=frozenset())
value = [name for name, _ in jail.steps(wanted)]
"""
    names = jailed(code)["value"]

    assert names.index("bounded-capabilities") < names.index("user")
    assert names.index("user") < names.index("dies-with-parent")
    assert names[-2:] == ["landlock", "seccomp"]


def test_walls_cannot_be_left_by_entering_others(jailed: Run) -> None:
    code = """
from mcp_server.sandbox.walls import landlock
landlock.restrict(['/'], ['/'])
"""
    assert jailed(code)["errno"] in {errno.EPERM, errno.ENOSYS}


def test_a_wider_landlock_inside_opens_nothing(jailed: Run) -> None:
    code = """
from mcp_server.sandbox.walls import landlock
landlock.restrict(['/'], ['/'])
open('/etc/passwd')
"""
    done = jailed(code, walls=["no-new-privileges", "landlock"])

    assert done["errno"] == errno.EACCES


@pytest.mark.parametrize(
    ("found", "lacking"),
    [
        (walls.Walls(7, True, "x86_64"), []),
        (walls.Walls(0, True, "x86_64"), ["landlock"]),
        (walls.Walls(7, False, "riscv64"), ["seccomp"]),
        (walls.Walls(0, False, "arm64"), ["landlock", "seccomp"]),
        (
            walls.Walls(5, True, "x86_64"),
            ["landlock-signals", "landlock-abstract-sockets"],
        ),
    ],
)
def test_what_is_missing_is_said(found: walls.Walls, lacking: list[str]) -> None:
    assert walls.missing(found) == lacking


def test_another_system_has_no_walls_and_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kernel.libc.cache_clear()
    monkeypatch.setattr(kernel, "sys", SimpleNamespace(platform="darwin"))
    monkeypatch.setattr("platform.machine", lambda: "arm64")

    assert walls.missing(walls.available()) == ["landlock", "seccomp"]
