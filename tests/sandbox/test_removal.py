"""Whatever a program leaves in its folder is removed, and nothing beside it."""

import importlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import anyio
import pytest
from mcp_server import sandbox
from mcp_server.results import Program
from mcp_server.sandbox import level, namespaces, zygote_process
from mcp_server.sandbox.pool import Pool
from mcp_server.sandbox.removal import remove

AS_ANOTHER_USER = Path(__file__).parent / "escapes/as_another_user.py"
ORDINARY = 20_001
CANNOT = 77
"""As in `as_another_user.py`."""
REMOVE = """\
import os, sys
from pathlib import Path
from mcp_server.sandbox.removal import remove
folder = sys.argv[1]
os.mkdir(folder)
os.chdir(folder)
exec(sys.argv[2])
os.chdir("/")
remove(Path(folder))
"""
DEEP = "for _ in range({}):\n    os.mkdir({!r}, 0o700)\n    os.chdir({!r})\n"
LEFT = {
    "nothing": "",
    "a file": "open('f', 'w').close()",
    "a folder that nobody may enter": "os.mkdir('f', 0)",
    "folders in one that nobody may enter": (
        "os.makedirs('f/g/h')\n"
        "open('f/g/h/i', 'w').close()\n"
        "for one in ('f/g/h', 'f/g', 'f'): os.chmod(one, 0)"
    ),
    "a folder that nobody may list": (
        "os.mkdir('d', 0o300)\nos.mkdir('d/e', 0o300)\nopen('d/e/f', 'w').close()"
    ),
    "a folder that nobody may change": (
        "os.makedirs('d/e/f')\nos.chmod('d/e', 0o500)\nos.chmod('d', 0o500)"
    ),
    "its own folder without rights": "os.mkdir('d')\nos.chmod('.', 0)",
    "more folders in folders than can be open": DEEP.format(3_000, "d", "d"),
    "paths longer than paths can be": (
        DEEP.format(60, "d" * 250, "d" * 250) + "open('f', 'w').close()"
    ),
    "deep folders without rights": (
        "for _ in range(200):\n"
        "    os.mkdir('d')\n    os.mkdir('e', 0)\n    os.chdir('d')\n"
        "for _ in range(200):\n    os.chdir('..')\n    os.chmod('d', 0)"
    ),
    "a link to itself": "os.symlink('f', 'f')",
    "names that are no text": "os.mkdir(b'\\xff\\n', 0)",
    "a pipe": "os.mkfifo('p', 0)",
}


def _ordinary() -> list[str]:
    """A command for an ordinary user: root needs no rights."""
    if os.geteuid() != 0:
        return [sys.executable]
    return [sys.executable, str(AS_ANOTHER_USER), str(ORDINARY)]


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder of an ordinary user, whom pytest's own are closed to."""
    with tempfile.TemporaryDirectory(
        prefix="sqlmodel-production-removal-", ignore_cleanup_errors=True
    ) as base:
        if os.geteuid() == 0:
            os.chown(base, ORDINARY, ORDINARY)
        yield Path(base)


@pytest.fixture
def leave_and_remove(open_folder: Path) -> Callable[[str], Path]:
    """Have an ordinary user leave something in a folder and then remove that."""

    def run(left: str) -> Path:
        folder = open_folder / "run"
        done = subprocess.run(
            [*_ordinary(), "-c", REMOVE, str(folder), left],
            cwd=Path(__file__).parents[2],
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode == CANNOT:
            pytest.skip(done.stderr.strip())
        assert done.returncode == 0, done.stderr
        return folder

    return run


@pytest.mark.skipif(sys.platform != "linux", reason="no such handles elsewhere")
@pytest.mark.parametrize("left", LEFT.values(), ids=list(LEFT))
def test_an_ordinary_user_removes_whatever_is_left(
    left: str, leave_and_remove: Callable[[str], Path]
) -> None:
    assert not leave_and_remove(left).exists()


def test_a_folder_that_is_not_there_is_no_error(tmp_path: Path) -> None:
    remove(tmp_path / "gone")


@pytest.mark.parametrize("place", ["link", "folder/link", "folder/deeper/link"])
def test_what_a_link_leads_to_keeps_its_rights_and_its_files(
    place: str, tmp_path: Path
) -> None:
    outside, run = tmp_path / "outside", tmp_path / "run"
    outside.mkdir()
    (outside / "kept").write_text("kept")
    outside.chmod(0o550)
    link = run / place
    link.parent.mkdir(parents=True)
    link.symlink_to(outside)
    (link.parent / "hard").hardlink_to(outside / "kept")

    remove(run)

    assert not run.exists()
    assert outside.stat().st_mode & 0o777 == 0o550
    assert (outside / "kept").read_text() == "kept"


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere Python's own is used")
def test_a_folder_that_was_replaced_by_a_link_is_left_alone(tmp_path: Path) -> None:
    outside, run = tmp_path / "outside", tmp_path / "run"
    outside.mkdir(mode=0o750)
    (outside / "kept").touch()
    run.symlink_to(outside)

    remove(run)

    assert outside.stat().st_mode & 0o777 == 0o750
    assert (outside / "kept").exists()


@pytest.fixture
def pool_without_disks(tmp_path: Path) -> Iterator[Pool]:
    """Its children write to the disk of all others, as where nobody may mount one."""
    entry = "from mcp_server.sandbox.zygote import main"
    refused = (
        "from mcp_server.sandbox.walls import disk; disk.give_own = lambda *_: False"
    )
    with pytest.MonkeyPatch.context() as patch, closing(Pool()) as pool:
        bootstrap = zygote_process.BOOTSTRAP.replace(entry, f"{refused}; {entry}")
        assert bootstrap != zygote_process.BOOTSTRAP
        patch.setattr(zygote_process, "BOOTSTRAP", bootstrap)
        patch.setattr(namespaces, "works", lambda: False)
        patch.setattr(tempfile, "tempdir", str(tmp_path))
        # The package has a function of the same name.
        module = importlib.import_module("mcp_server.sandbox.run")
        patch.setattr(module, "pool", pool)
        patch.setattr(level, "_known", None)
        yield pool


@pytest.mark.skipif(sys.platform != "linux", reason="the walls are Linux's")
def test_no_folder_of_a_run_is_left_where_children_have_no_disk_of_their_own(
    pool_without_disks: Pool, tmp_path: Path
) -> None:
    """As an ordinary user, who needs rights to remove: CI runs it as one, too."""
    for left in LEFT.values():
        if "chmod" in left or "mkfifo" in left or "symlink" in left:
            continue  # behind the walls nobody may
        program = Program(files={"p.py": f"import os\n{left}"}, entry="p.py")
        seen = anyio.run(sandbox.run, program)
        assert "disk-total" in seen.sandbox.missing
        assert seen.status in ("passed", "killed"), seen
        pool_without_disks.settle()
        (base,) = tmp_path.iterdir()
        waiting = {child.scratch for child in pool_without_disks._spares}
        assert set(base.iterdir()) == waiting

    pool_without_disks.close()

    assert list(tmp_path.iterdir()) == []
