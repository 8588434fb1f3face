"""Bombs on the disk: each is stopped by its limit, and the next honest run is right."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from mcp_server.results import Limits
from mcp_server.sandbox import supervise

if TYPE_CHECKING:
    from tests.sandbox.escapes.conftest import Place, Run

SMALL = Limits(scratch_bytes=256 << 10)
ENOUGH = Limits(scratch_bytes=512 << 20)
"""The same bombs go off without walls, and do no harm."""
WAIT = "\nimport select; select.select([], [], [], 0.3)\n"
"""Long enough for the supervisor to measure the folder."""
FILL = """\
import os
def fill(name):
    descriptor = os.open(name, os.O_CREAT | os.O_RDWR)
    os.write(descriptor, bytes(128 << 10))
    return descriptor
"""
BOMBS = {
    "one file": "open('f', 'wb').write(bytes(2 << 20))",
    "one file, in pieces": (
        "f = open('f', 'wb')\nfor _ in range(99): f.write(bytes(1 << 16))"
    ),
    "one file, deaf to the warning": (
        "import signal\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_DFL)\n"
        "f = os.open('f', os.O_CREAT | os.O_WRONLY)\n"
        "for _ in range(3): os.write(f, bytes(128 << 10))"
    ),
    "a sparse file": "with open('f', 'wb') as f: f.truncate(10 << 30)",
    "a hole and then a byte": (
        "f = os.open('f', os.O_CREAT | os.O_WRONLY)\nos.pwrite(f, b'x', 10 << 30)"
    ),
    "a file reserved at once": (
        "os.posix_fallocate(os.open('f', os.O_CREAT | os.O_RDWR), 0, 9 << 20)"
    ),
    "a database": (
        "import sqlite3\n"
        "c = sqlite3.connect('f.db')\n"
        "c.execute('CREATE TABLE t AS SELECT zeroblob(3000000) AS x')\nc.commit()"
    ),
    "many files": "for n in range(20): fill(str(n))" + WAIT,
    "many files in many folders": (
        "for n in range(20):\n    os.mkdir(str(n))\n    fill(f'{n}/f')" + WAIT
    ),
    "many files before anybody looks": (
        "for n in range(20):\n"
        "    os.posix_fallocate(os.open(str(n), os.O_CREAT | os.O_RDWR), 0, 128 << 10)"
    ),
    "files that have no name any more": (
        "for n in range(20):\n    fill(str(n))\n    os.unlink(str(n))" + WAIT
    ),
    "files that never had a name": (
        "for n in range(20):\n"
        "    one = os.open('.', os.O_TMPFILE | os.O_RDWR)\n"
        "    os.write(one, bytes(128 << 10))" + WAIT
    ),
    "files too deep to be seen": (
        "for _ in range(20):\n"
        "    os.mkdir('d' * 250)\n"
        "    os.chdir('d' * 250)\n"
        "for n in range(20): fill(str(n))" + WAIT
    ),
    "files in a folder that nobody can list": (
        "os.mkdir('d', 0o300)\nfor n in range(20): fill(f'd/{n}')" + WAIT
    ),
    "inodes": "for n in range(3_000): os.close(os.open(str(n), os.O_CREAT))" + WAIT,
    "inodes of folders": "for n in range(3_000): os.mkdir(str(n))" + WAIT,
    "inodes too deep to be seen": (
        "for _ in range(20):\n"
        "    os.mkdir('d' * 250)\n"
        "    os.chdir('d' * 250)\n"
        "for n in range(3_000): os.close(os.open(str(n), os.O_CREAT))" + WAIT
    ),
}
UNSEEN = {
    "files that have no name any more",
    "files that never had a name",
    "files in a folder that nobody can list",
    "many files before anybody looks",
}
"""Only a file system of its own bounds these; without it, the level says so."""
BEYOND = {
    "a file": "f = os.open('f', os.O_CREAT | os.O_RDWR)",
    "a file that has no name any more": (
        "f = os.open('f', os.O_CREAT | os.O_RDWR)\nos.unlink('f')"
    ),
    "a file that never had a name": "f = os.open('.', os.O_TMPFILE | os.O_RDWR)",
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_on_the_disk_is_stopped(
    name: str,
    place: "Place",
    behind_walls: "Run",
    without_walls: "Run",
    honest: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bomb = FILL + BOMBS[name]

    seen = behind_walls(bomb, SMALL)

    if "disk-total" not in seen.sandbox.missing or name not in UNSEEN:
        assert (seen.status, seen.stopped_by) == ("killed", "disk"), seen
    honest()
    if place.level != "full":  # once is enough: it does not depend on the place
        return
    # Without walls the same supervisor would count: here it looks away.
    monkeypatch.setattr(supervise, "_too_full", lambda *_: False)
    control = without_walls(bomb, ENOUGH)
    assert control.status == "passed", control


@pytest.mark.parametrize("opened", BEYOND.values(), ids=BEYOND)
def test_no_room_can_be_reserved_beyond_the_end_of_a_file(
    opened: str, behind_walls: "Run", without_walls: "Run"
) -> None:
    """The limit of a file's size would not count it; without a name, nobody would."""
    keep_size = "call('fallocate', f, 1, 0, 64 << 20)"
    code = f"from attempt import call\nimport os\n{opened}\n{keep_size}"

    seen = behind_walls(code)

    assert seen.status == "failed"
    assert seen.error and seen.error.type == "PermissionError"
    assert without_walls(code, ENOUGH).status == "passed"
