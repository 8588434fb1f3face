"""Running a program behind walls: its limits, its end, and what is said about it."""

import importlib
from pathlib import Path

import anyio
import pytest
from mcp_server import sandbox
from mcp_server.results import Evidence, Limits, Program, SandboxLevel
from mcp_server.sandbox import level

pytestmark = pytest.mark.anyio


async def _run(code: str, limits: Limits | None = None) -> Evidence:
    return await sandbox.run(Program(files={"p.py": code}, entry="p.py"), limits)


MANY_FILES = """\
import itertools
for n in itertools.count(): open(str(n), "wb").write(bytes(50_000))"""
STOPPED = {
    "a loop": ("while True: pass", Limits(wall_seconds=0.5), "timed-out", "wall"),
    "a wait": (
        "import time; time.sleep(60)",
        Limits(wall_seconds=0.5),
        "timed-out",
        "wall",
    ),
    "work": ("while True: pass", Limits(cpu_seconds=1), "timed-out", "cpu"),
    "memory": ("b'x' * 10**9", Limits(memory_bytes=2**29), "killed", "memory"),
    "output": (
        "while True: print('x' * 1000)",
        Limits(output_bytes=5000),
        "killed",
        "output",
    ),
    "a large file": (
        "open('f', 'wb').write(bytes(10**6))",
        Limits(scratch_bytes=10**5),
        "killed",
        "disk",
    ),
    "many files": (MANY_FILES, Limits(scratch_bytes=10**6), "killed", "disk"),
}


@pytest.mark.parametrize(
    ("code", "limits", "status", "stopped_by"), STOPPED.values(), ids=list(STOPPED)
)
async def test_a_stopped_run_says_by_what_and_where(
    code: str, limits: Limits, status: str, stopped_by: str
) -> None:
    seen = await _run(f"# a comment\n{code}\n", limits)

    assert (seen.status, seen.stopped_by) == (status, stopped_by)
    last = len(code.splitlines()) + 1
    assert (seen.stopped_file, seen.stopped_line) == ("p.py", last)


async def test_what_the_kernel_counted_is_part_of_the_evidence() -> None:
    seen = await _run("print('x' * 99); sum(range(10**6))")

    assert seen.usage is not None
    assert seen.usage.output_bytes == 100
    assert seen.usage.cpu_ms > 0
    assert seen.usage.memory_bytes > 10**6


async def test_without_walls_nothing_is_run(monkeypatch: pytest.MonkeyPatch) -> None:
    refused = SandboxLevel(level="none", missing=["files"], reason="no Landlock here")
    monkeypatch.setattr(level, "_known", refused)

    seen = await _run("print('ran')")

    assert (seen.status, seen.stdout) == ("sandbox-unavailable", "")
    assert seen.sandbox == refused


async def test_models_of_one_run_are_unknown_to_the_next() -> None:
    code = """\
from sqlmodel import Field, SQLModel
class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
print(list(SQLModel.metadata.tables))
"""
    for _ in range(3):
        seen = await _run(code)
        assert (seen.status, seen.stdout) == ("passed", "['hero']\n")


async def test_threads_and_exit_handlers_end_as_in_a_plain_interpreter() -> None:
    code = """\
import atexit, threading
atexit.register(print, "handler")
threading.Timer(0.05, print, ["thread"]).start()
print("end of the program")
"""
    seen = await _run(code)

    assert seen.status == "passed"
    assert seen.stdout.splitlines() == ["end of the program", "thread", "handler"]


async def test_statements_beyond_the_limit_are_counted_but_not_kept() -> None:
    code = """\
from sqlmodel import Session, create_engine, text
with Session(create_engine("sqlite://")) as session:
    for _ in range(30):
        session.exec(text("SELECT 1"))
"""
    seen = await _run(code, Limits(statements_kept=10))

    assert (len(seen.statements), seen.statements_total) == (10, 30)


async def test_a_program_that_is_not_observed_tells_its_output_and_its_end() -> None:
    code = """\
import time
from sqlmodel import Session, create_engine, text
with Session(create_engine("sqlite://")) as session:
    print(session.exec(text("SELECT 7")).one())
print(hasattr(time.sleep, "__wrapped__"), Session.close.__module__)
raise LookupError("the end")
"""
    program = Program(files={"p.py": code}, entry="p.py", observed=False)
    seen = await sandbox.run(program)

    assert seen.stdout.splitlines() == ["(7,)", "False sqlalchemy.orm.session"]
    assert (seen.status, seen.statements, seen.plans) == ("failed", [], [])
    assert seen.error and seen.error.message == "the end"


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


async def test_runs_under_way_survive_that_the_zygote_is_replaced(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Also when children were asked for that nobody wants any more."""
    module = importlib.import_module("mcp_server.sandbox.pool")
    monkeypatch.setattr(module, "RUNS_PER_ZYGOTE", 6)
    seen: list[str] = []

    async def call() -> None:
        seen.extend([(await _run("print(1)")).status for _ in range(10)])

    async with anyio.create_task_group() as tasks:
        for _ in range(4):
            tasks.start_soon(call)

    assert seen == ["passed"] * 40
