"""A child has no rights of root's, gains none, and dies with its parent."""

import errno
import os
import select
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from mcp_server.sandbox.walls import privileges

Run = Callable[..., dict[str, Any]]
ROOT = Path(__file__).resolve().parents[3]
NO_CAPABILITIES = ["0000000000000000"]


def test_no_capability_is_left(
    jailed: Run, free: Run, user: tuple[int, int] | None
) -> None:
    status = jailed("")["status"]

    sets = ["CapInh", "CapPrm", "CapEff", "CapAmb"]
    if os.getuid() == 0:
        sets.append("CapBnd")
    assert {name: status[name] for name in sets} == dict.fromkeys(sets, NO_CAPABILITIES)
    assert status["NoNewPrivs"] == ["1"]
    control = free("")["status"]
    assert user or control["CapEff"] != NO_CAPABILITIES or os.getuid() != 0
    assert control["CapBnd"] != NO_CAPABILITIES


def test_it_is_the_user_that_was_asked_for(
    jailed: Run, user: tuple[int, int] | None
) -> None:
    status = jailed("")["status"]

    uid, gid = user or (os.getuid(), os.getgid())
    assert (status["Uid"], status["Gid"]) == ([str(uid)] * 4, [str(gid)] * 4)
    if user:
        assert status["Groups"] == []


def test_root_without_capabilities_cannot_act_as_root(
    place: Path, free: Run, jailed: Run, user: tuple[int, int] | None
) -> None:
    if user or os.getuid() != 0:
        pytest.skip("this is about root that stays root")
    foreign = place / "outside" / "foreign"
    foreign.write_text("x", encoding="utf-8")
    foreign.chmod(0)
    os.chown(foreign, 1, 1)
    code = "open(OUTSIDE + '/foreign').read()"

    assert "error" not in free(code)
    dropped = jailed(code, walls=["bounded-capabilities", "no-capabilities"])
    assert dropped["errno"] == errno.EACCES


@pytest.mark.parametrize("user_and_group", [(0, 20001), (20001, 0), (-1, 20001)])
def test_nobody_becomes_root(user_and_group: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="ordinary"):
        privileges.drop_user(*user_and_group)


def test_the_user_cannot_be_changed_back(jailed: Run) -> None:
    for act in ("os.setuid(0)", "os.setresuid(0, 0, 0)", "os.setgroups([0])"):
        walls = ["bounded-capabilities", "no-capabilities", "no-new-privileges"]
        is_root = jailed("import os; value = os.getuid()", walls=walls)["value"] == 0
        without_seccomp = jailed(f"import os; {act}", walls=walls)
        assert is_root or without_seccomp["errno"] == errno.EPERM
        assert jailed(f"import os; {act}")["errno"] == errno.EPERM


def test_others_of_the_same_user_cannot_look_at_it(jailed: Run, free: Run) -> None:
    code = "import os; value = os.stat('/proc/self/environ').st_uid"
    dumpable = "import ctypes; value = ctypes.CDLL(None).prctl(3, 0, 0, 0, 0)"

    # Root's; inside the user namespace of an ordinary user root has no number.
    assert jailed(code)["value"] in {0, 65_534}
    assert jailed(dumpable, walls=["undumpable"])["value"] == 0
    # Who has changed the user is hidden already.
    assert free(dumpable)["value"] in {0, 1}


ORPHAN = """
import os, signal, sys
sys.path.insert(0, {root!r})
from mcp_server.sandbox.walls import jail
parent = os.getpid()
if os.fork() == 0:
    signal.alarm(60)
    wanted = jail.Jail(
        scratch={scratch!r}, parent=parent, readable=(), user={user!r},
        keep=frozenset({{0, 1, 2}}),
    )
    for name, wall in jail.steps(wanted):
        if name not in {left_out!r}:
            wall()
    os.write(1, b"jailed\\n")
    os.read(0, 1)
    os.write(1, b"alive\\n")
    os._exit(0)
os.close(1)
signal.pause()
"""


def _orphan(scratch: Path, user: tuple[int, int] | None, left_out: list[str]) -> bytes:
    """Kill the parent of a jailed child; what the child then says when it is asked."""
    program = ORPHAN.format(
        root=str(ROOT), scratch=str(scratch), user=user, left_out=left_out
    )
    reader, writer = os.pipe()
    with subprocess.Popen(
        [sys.executable, "-I", "-c", program],
        stdin=reader,
        stdout=subprocess.PIPE,
        bufsize=0,
    ) as parent:
        os.close(reader)
        assert parent.stdout
        assert parent.stdout.readline() == b"jailed\n"
        parent.kill()
        parent.wait()
        if not left_out:
            # The pipe closes when its last holder, the child, is gone.
            select.select([parent.stdout], [], [])
            os.close(writer)
            return parent.stdout.read()
        os.write(writer, b"?")
        os.close(writer)
        return parent.stdout.read()


def test_it_dies_with_its_parent(place: Path, user: tuple[int, int] | None) -> None:
    """A change of user switches this off again, so the order matters."""
    scratch = place / "scratch"

    assert _orphan(scratch, user, ["dies-with-parent"]) == b"alive\n"
    assert _orphan(scratch, user, []) == b""
