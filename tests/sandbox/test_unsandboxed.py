"""Running without walls, where the user has allowed it: still limited and clean."""

import json
import os
import tempfile
from pathlib import Path

import anyio
import anyio.to_thread
import pytest
from mcp_server import sandbox
from mcp_server.results import Evidence, Limits, Program
from mcp_server.sandbox import settings

pytestmark = pytest.mark.anyio


@pytest.fixture(autouse=True)
def without_walls(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "unsandboxed_allowed", True)


HOLD_PIPE = """\
import os, sys
pipe = open({path!r}, "w")
pipe.write("started\\n")
pipe.flush()
"""
"""As long as a process of the run is alive, somebody holds the pipe open."""


async def _run(code: str, limits: Limits | None = None) -> Evidence:
    return await sandbox.run(Program(files={"p.py": code}, entry="p.py"), limits)


@pytest.fixture
def pipe(tmp_path: Path) -> Path:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    return path


async def test_cancelling_ends_the_process(pipe: Path) -> None:
    code = HOLD_PIPE.format(path=str(pipe)) + "while True: pass\n"

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(_run, code)
        reader = await anyio.to_thread.run_sync(pipe.open)
        assert await anyio.to_thread.run_sync(reader.readline) == "started\n"
        tasks.cancel_scope.cancel()

    with reader, anyio.CancelScope(shield=True):
        assert await anyio.to_thread.run_sync(reader.read) == ""


async def test_what_the_program_has_started_ends_with_it(pipe: Path) -> None:
    start = "import subprocess, sys\nsubprocess.Popen([sys.executable, '-c', {!r}])\n"
    child = HOLD_PIPE.format(path=str(pipe)) + "import time; time.sleep(600)"
    wait = f"open({str(pipe)!r} + '.go').read()\n"
    os.mkfifo(f"{pipe}.go")

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(_run, start.format(child) + wait)
        reader = await anyio.to_thread.run_sync(pipe.open)
        assert await anyio.to_thread.run_sync(reader.readline) == "started\n"
        await anyio.to_thread.run_sync(lambda: Path(f"{pipe}.go").write_text("go"))

    with reader:
        assert await anyio.to_thread.run_sync(reader.read) == ""


async def test_no_folder_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    await _run("open('left.txt', 'w').write('x')")

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "record",
    [
        {"kind": "end", "error": None, "statements_total": 0},
        {"kind": "end"},
        {"kind": "statement", "sql": 5},
        {"kind": "other"},
        [],
        "text",
    ],
)
async def test_a_forged_report_is_never_a_success(record: object) -> None:
    """The report lies beside the program's folder, so it can be written to."""
    code = (
        "import os\n"
        f"open('../report.jsonl', 'a').write({json.dumps(record)!r} + '\\n')\n"
        "os._exit(0)\n"
    )
    assert (await _run(code)).status == "failed"


async def test_a_forged_end_before_the_real_one_is_a_failure() -> None:
    end = json.dumps({"kind": "end", "error": None, "statements_total": 0})
    seen = await _run(f"open('../report.jsonl', 'a').write({end!r} + '\\n')")

    assert seen.status == "failed"


async def test_the_evidence_says_that_there_were_no_walls() -> None:
    seen = await _run("print(1)")

    assert (seen.status, seen.sandbox.level) == ("passed", "none")
    assert "network" in seen.sandbox.missing
