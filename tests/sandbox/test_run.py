"""Running a program: its limits, its end, and what is left of it."""

import json
import os
import tempfile
from pathlib import Path

import anyio
import anyio.to_thread
import pytest
from mcp_server import sandbox
from mcp_server.results import Evidence, Limits, Program

pytestmark = pytest.mark.anyio

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


async def test_statements_beyond_the_limit_are_counted_but_not_kept() -> None:
    code = """\
from sqlmodel import Session, create_engine, text
with Session(create_engine("sqlite://")) as session:
    for _ in range(30):
        session.exec(text("SELECT 1"))
"""
    seen = await _run(code, Limits(statements_kept=10))

    assert (len(seen.statements), seen.statements_total) == (10, 30)


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


async def test_a_crash_of_the_interpreter_is_killed_and_not_passed() -> None:
    seen = await _run("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)")

    assert (seen.status, seen.error) == ("killed", None)


async def test_exit_codes_follow_the_program() -> None:
    assert (await _run("raise SystemExit(0)")).status == "passed"
    failed = await _run("raise SystemExit(3)")
    assert failed.status == "failed"
    assert failed.error and failed.error.type == "SystemExit"


async def test_absolute_sqlite_files_stay_in_the_private_folder(tmp_path: Path) -> None:
    outside = tmp_path / "outside.db"
    code = f"""\
from sqlmodel import create_engine
create_engine("sqlite:///{outside}").connect().close()
"""
    seen = await _run(code)

    assert seen.status == "passed"
    assert seen.redirected == [f"sqlite:///{outside} -> sqlite:///outside.db"]
    assert not outside.exists()


async def test_a_sync_driver_in_an_async_engine_fails_as_it_would_there() -> None:
    code = """\
from sqlalchemy.ext.asyncio import create_async_engine
create_async_engine("postgresql+psycopg2://u:p@h/d")
"""
    seen = await _run(code)

    assert seen.error is not None
    assert "requires an async driver" in seen.error.message
