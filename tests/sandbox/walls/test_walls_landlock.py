"""What Landlock denies by itself, and what all walls together do about files."""

import errno
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from mcp_server.sandbox.walls import landlock

Run = Callable[..., dict[str, Any]]

READING = {
    "a-file-outside": "open(OUTSIDE + '/secret.txt').read()",
    "a-file-outside-by-a-relative-path": """
import os
os.chdir(OUTSIDE)
open('secret.txt').read()""",
    "a-file-outside-through-proc": "open('/proc/self/root' + OUTSIDE + '/secret.txt')",
    "the-list-of-files-outside": "import os; os.listdir(OUTSIDE)",
    "the-list-of-files-in-the-parent-of-scratch": "import os; os.listdir('..')",
    "the-root-folder": "import os; os.listdir('/')",
    "etc": "import os; os.listdir('/etc')",
    "passwd": "open('/etc/passwd').read()",
    "hosts": "open('/etc/hosts').read()",
    "tmp": "import os; os.listdir('/tmp')",
    "proc": "import os; os.listdir('/proc')",
    "its-parents-status": "open(f'/proc/{PARENT}/status').read()",
    "the-kernels-settings": "open('/proc/sys/kernel/pid_max').read()",
}
ITSELF = {
    "its-environment": "open('/proc/self/environ', 'rb').read()",
    "its-memory-map": "open('/proc/self/maps').read()",
    "its-memory": "open('/proc/self/mem', 'rb')",
    "its-descriptors": "import os; os.listdir('/proc/self/fd')",
}
WRITING = {
    "a-new-file-outside": "open(OUTSIDE + '/new', 'x')",
    "into-a-file-outside": "open(OUTSIDE + '/secret.txt', 'r+').write('x')",
    "into-a-library": "open(LIBRARY + '/module.py', 'a').write('x')",
    "a-new-file-in-a-library": "open(LIBRARY + '/other.py', 'x')",
    "an-empty-file-over-a-library": "open(LIBRARY + '/module.py', 'w')",
    "a-folder-outside": "import os; os.mkdir(OUTSIDE + '/folder')",
    "nothing-where-a-file-was-outside": "import os; os.unlink(OUTSIDE + '/secret.txt')",
    "nothing-where-the-scratch-folder-was": "import os; os.rmdir(SCRATCH)",
    "a-file-of-scratch-to-outside": """
import os
open('mine', 'w').close()
os.rename('mine', OUTSIDE + '/mine')""",
    "a-file-from-outside-to-scratch": """
import os
os.rename(OUTSIDE + '/secret.txt', 'secret.txt')""",
    "a-hard-link-to-a-file-outside": """
import os
os.link(OUTSIDE + '/secret.txt', 'link')""",
    "a-symbolic-link": "import os; os.symlink(OUTSIDE + '/secret.txt', 'link')",
    "a-pipe-file": "import os; os.mkfifo('pipe')",
    "less-into-a-file-outside": "import os; os.truncate(OUTSIDE + '/secret.txt', 1)",
    "less-into-a-library-by-opening-it": """
import os
os.open(LIBRARY + '/module.py', os.O_RDONLY | os.O_TRUNC)""",
    "less-into-a-file-outside-by-opening-it-for-nothing": """
import os
os.open(OUTSIDE + '/secret.txt', 3 | os.O_TRUNC)""",
}
DENIED = {errno.EACCES, errno.EPERM, errno.EXDEV}


@pytest.mark.parametrize("code", READING.values(), ids=READING)
def test_it_cannot_read(code: str, free: Run, jailed: Run) -> None:
    assert "error" not in free(code)
    assert jailed(code)["errno"] == errno.EACCES
    assert jailed(code, walls=["no-new-privileges", "landlock"])["errno"] in DENIED


@pytest.mark.parametrize("code", ITSELF.values(), ids=ITSELF)
def test_it_cannot_read_about_itself_in_proc(
    code: str, free: Run, jailed: Run, user: tuple[int, int] | None
) -> None:
    assert jailed(code)["errno"] == errno.EACCES
    # Who has changed the user is not the owner of the folder in any case.
    assert user or "error" not in free(code)


@pytest.mark.parametrize("code", WRITING.values(), ids=WRITING)
def test_it_cannot_write(code: str, place: Path, free: Run, jailed: Run) -> None:
    before = _contents(place)
    assert jailed(code)["errno"] in DENIED
    assert jailed(code, walls=["no-new-privileges", "landlock"])["errno"] in DENIED
    assert _contents(place) == before
    assert "error" not in free(code)
    assert _contents(place) != before


def _contents(place: Path) -> dict[str, str | None]:
    return {
        str(path): path.read_text(encoding="utf-8") if path.is_file() else None
        for path in place.rglob("*")
        if path.name != "mine" or path.parent.name != "scratch"  # left by the attempt
    }


CONNECTIONS = {
    "tcp": ("AF_INET", "('127.0.0.1', 0)"),
    "an-abstract-socket": ("AF_UNIX", "'\\0walls-' + SCRATCH[-8:]"),
}


@pytest.mark.parametrize(
    ("family", "address"), CONNECTIONS.values(), ids=CONNECTIONS.keys()
)
def test_landlock_alone_keeps_it_from_connecting_outside(
    family: str, address: str, free: Run, jailed: Run
) -> None:
    """Seccomp forbids sockets as well; two walls, each by itself."""
    listen = f"""
import socket
server = socket.socket(socket.{family})
server.bind({address})
server.listen()
"""
    connect = f"socket.socket(socket.{family}).connect(server.getsockname())"
    walls = ["no-new-privileges", "landlock"]

    assert "error" not in free(connect, before=listen)
    denied = jailed(connect, before=listen, walls=walls)
    assert denied["errno"] in DENIED


def test_landlock_alone_keeps_it_from_listening(free: Run, jailed: Run) -> None:
    code = "import socket; socket.socket().bind(('127.0.0.1', 0))"

    assert "error" not in free(code)
    denied = jailed(code, walls=["no-new-privileges", "landlock"])
    assert denied["errno"] == errno.EACCES


def test_landlock_alone_keeps_it_from_signalling_its_parent(
    forker: Run, place: Path, free: Run, jailed: Run, user: tuple[int, int] | None
) -> None:
    if user:
        pytest.skip("another user cannot signal root's processes anyway")
    code = "import os; os.kill(PARENT, 0)"

    assert "error" not in free(code)
    denied = jailed(code, walls=["no-new-privileges", "landlock"])
    assert denied["errno"] == errno.EPERM


SCRATCH_WORK = {
    "files": """
import os
os.makedirs('a/b')
open('a/b/x', 'w').write('text')
open('a/b/x', 'a').write(' and more')
os.rename('a/b/x', 'a/b/y')
os.truncate('a/b/y', 4)
value = [open('a/b/y').read(), os.listdir('a/b'), os.getcwd() == SCRATCH]
os.unlink('a/b/y')
os.removedirs('a/b')""",
    "temporary-files": """
import tempfile
tempfile.tempdir = SCRATCH
with tempfile.TemporaryDirectory() as folder, tempfile.NamedTemporaryFile() as named:
    named.write(b'x')
with tempfile.TemporaryFile() as unnamed:
    unnamed.write(b'x')
value = ['text', ['y'], True]""",
    "touching-a-file": """
import pathlib
pathlib.Path('new').touch()
pathlib.Path('new').touch()
value = ['text', ['y'], True]""",
    "writing-to-the-null-device": """
open('/dev/null', 'w').write('x')
value = ['text', ['y'], True]""",
    "a-database-with-a-journal": """
import sqlite3
database = sqlite3.connect('journal.db')
with database:
    database.execute('CREATE TABLE t (x)')
    database.execute('INSERT INTO t VALUES (1)')
database.execute('VACUUM')
database.close()
value = ['text', ['y'], True]""",
    "a-database-with-a-write-ahead-log": """
import sqlite3
database = sqlite3.connect('wal.db')
mode = database.execute('PRAGMA journal_mode=WAL').fetchone()
other = sqlite3.connect('wal.db')
database.execute('CREATE TABLE t (x)')
database.execute('INSERT INTO t VALUES (1)')
database.commit()
assert other.execute('SELECT x FROM t').fetchall() == [(1,)]
database.execute('PRAGMA wal_checkpoint(TRUNCATE)')
value = ['text', ['y'], mode == ('wal',)]""",
}


@pytest.mark.parametrize("code", SCRATCH_WORK.values(), ids=SCRATCH_WORK)
def test_its_scratch_folder_is_its_own(code: str, jailed: Run) -> None:
    done = jailed(code)

    assert done.get("value") == ["text", ["y"], True], done


@pytest.mark.parametrize(
    "statement",
    ["ATTACH '{}/a.db' AS a", "VACUUM INTO '{}/v.db'"],
    ids=["attach", "vacuum-into"],
)
def test_a_database_reaches_no_file_outside(
    statement: str, place: Path, free: Run, jailed: Run
) -> None:
    outside = str(place / "outside")
    code = f"""
import sqlite3
database = sqlite3.connect('my.db')
database.execute('CREATE TABLE IF NOT EXISTS t (x)')
database.execute({statement.format(outside)!r})
"""
    assert jailed(code)["error"] == "OperationalError"
    assert "error" not in free(code)


def test_it_can_read_a_library_and_import_from_it(jailed: Run) -> None:
    done = jailed("import sys; sys.path.append(LIBRARY); import module")

    assert "error" not in done


def test_a_path_that_does_not_exist_gives_no_rights(place: Path, jailed: Run) -> None:
    gone = {"readable": ["/no/such/folder", "/dev/null/x"]}
    options = {"scratch": str(place / "scratch"), "user": None, **gone}

    assert jailed("open('/dev/null')", jail=options).get("errno") is None


@pytest.mark.parametrize(
    ("version", "words"),
    [
        (0, "files truncate tcp ioctl signals abstract-sockets"),
        (1, "truncate tcp ioctl signals abstract-sockets"),
        (3, "tcp ioctl signals abstract-sockets"),
        (4, "ioctl signals abstract-sockets"),
        (5, "signals abstract-sockets"),
        (6, ""),
        (7, ""),
    ],
)
def test_older_versions_say_what_they_lack(version: int, words: str) -> None:
    assert landlock.missing(version) == words.split()


@pytest.mark.parametrize(
    ("version", "rights", "size"),
    [(1, 13, 8), (2, 14, 8), (3, 15, 8), (4, 15, 16), (5, 16, 16), (6, 16, 24)],
)
def test_the_kernel_is_asked_for_what_its_version_knows(
    version: int, rights: int, size: int
) -> None:
    attributes = landlock.attributes(version)

    assert (landlock.handled_files(version), len(attributes)) == (2**rights - 1, size)


@pytest.mark.parametrize("version", range(1, landlock.abi() + 1))
def test_the_walls_stand_with_an_older_landlock(
    version: int, place: Path, free: Run, jailed: Run
) -> None:
    """Before version 3, only seccomp keeps a readable file from being emptied."""
    older = f"""
from mcp_server.sandbox.walls import landlock
landlock.abi = lambda: {version}
"""
    cut = "import os; os.{}"
    acts = [
        "truncate(LIBRARY + '/module.py', 0)",
        "open(LIBRARY + '/module.py', os.O_RDONLY | os.O_TRUNC)",
        "open(LIBRARY + '/module.py', 3 | os.O_TRUNC)",
        "open(OUTSIDE + '/secret.txt', 3 | os.O_TRUNC)",
        "open(OUTSIDE + '/secret.txt', os.O_RDONLY)",
        "kill(PARENT, 0)",
    ]
    for act in acts:
        assert jailed(cut.format(act), before=older)["errno"] in DENIED, act
    assert re.match("NAME", (place / "library" / "module.py").read_text("utf-8"))
    assert "error" not in jailed("open('x', 'w').write('y')", before=older)
