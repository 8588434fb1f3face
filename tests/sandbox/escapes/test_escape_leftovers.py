"""Nothing of a run is left: no process, no thread, no file."""

import os
import signal
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from mcp_server.results import Limits

if TYPE_CHECKING:
    from tests.sandbox.escapes.conftest import Place, Run
    from tests.sandbox.escapes.outside import Outside

FILES = {
    "a file": "open('left.txt', 'w').write('x')",
    "a name of bytes": "open(b'\\xff\\n\\x1b', 'w').close()",
    "a folder that nobody may enter": "import os\nos.mkdir('d', 0)",
    "a folder that nobody may list": (
        "import os\nos.mkdir('d', 0o300)\nopen('d/f', 'w').close()"
    ),
    "a file that nobody may read": "import os\nos.open('f', os.O_CREAT, 0)",
    "a file of which it is not the only owner": (
        "import os\nos.umask(0)\nos.open('f', os.O_CREAT, 0o777)"
    ),
    "folders in folders": (
        "import os\nfor _ in range(1_500):\n    os.mkdir('d')\n    os.chdir('d')"
    ),
    "paths longer than paths can be": (
        "import os\nfor _ in range(30):\n"
        "    os.mkdir('d' * 250)\n    os.chdir('d' * 250)"
    ),
    "a file that is open": "kept = open('f', 'w')",
    "a locked file": (
        "import fcntl\nkept = open('f', 'w')\nfcntl.flock(kept, fcntl.LOCK_EX)"
    ),
    "a database with a journal": (
        "import os, sqlite3\n"
        "c = sqlite3.connect('f.db')\n"
        "c.execute('PRAGMA journal_mode = WAL')\n"
        "c.execute('CREATE TABLE t (id)')\nc.commit()\nos._exit(0)"
    ),
}


@pytest.mark.parametrize("leave", FILES.values(), ids=FILES)
def test_the_folder_is_removed_with_everything_in_it(
    leave: str, place: "Place", behind_walls: "Run", honest: Callable[[], None]
) -> None:
    """The control is in the program: it sees its folder, which is not empty."""
    code = f"import os\nprint(os.getcwd(), bool(os.listdir()), flush=True)\n{leave}"

    seen = behind_walls(code)

    folder, was_there = seen.stdout.split()
    assert was_there == "True"
    place.pool.settle()
    assert not Path(folder).exists()
    honest()


def test_temporary_files_of_a_program_lie_in_its_own_folder(
    behind_walls: "Run", outside: "Outside"
) -> None:
    shared = Path(tempfile.gettempdir())
    before = set(shared.iterdir())
    code = """\
import os, tempfile
descriptor, path = tempfile.mkstemp(prefix="left-by-a-probe-")
print(os.path.dirname(path) == os.getcwd())
"""
    seen = behind_walls(code)

    assert (seen.status, seen.stdout) == ("passed", "True\n")
    new = set(shared.iterdir()) - before
    assert not {path for path in new if path.name.startswith("left-by-a-probe-")}


def test_a_thread_that_would_go_on_ends_with_its_program(
    place: "Place", behind_walls: "Run", without_walls: "Run"
) -> None:
    """The control: without a limit of time, the program waits for it."""
    code = (
        "import threading\nthreading.Thread(target=threading.Event().wait, args=(0.6,)"
    )
    daemon = f"import os\nprint(os.getpid(), flush=True)\n{code}, daemon=True).start()"

    seen = behind_walls(daemon)

    assert seen.status == "passed"
    if place.level == "full":  # otherwise its number means another process here
        with pytest.raises(ProcessLookupError):
            os.kill(int(seen.stdout), 0)
    waited = behind_walls(f"{code}).start()", Limits(wall_seconds=0.3))
    assert waited.stopped_by == "wall"
    assert without_walls(f"{code}).start()").status == "passed"


def test_a_process_that_would_live_on_cannot_be_started(
    behind_walls: "Run", without_walls: "Run"
) -> None:
    code = """\
import os, signal
receiver, sender = os.pipe()
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.write(sender, str(os.getpid()).encode())
        os.closerange(0, 256)
        signal.pause()
    os._exit(0)
print(os.read(receiver, 99).decode())
"""
    seen = behind_walls(code)

    assert seen.status == "failed"
    assert seen.error and seen.error.type == "PermissionError"
    daemon = int(without_walls(code).stdout)
    os.kill(daemon, signal.SIGKILL)  # it lives: this would raise
