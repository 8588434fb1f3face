"""validate_snippet: what it says about calls that let others wait."""

import pytest
from mcp_server.results import Finding
from mcp_server.tools.validate_snippet import validate_snippet

pytestmark = pytest.mark.anyio

SETUP = """\
import asyncio, time, urllib.request
from contextlib import asynccontextmanager, suppress
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import Field, Session, SQLModel, create_engine, select
from sqlmodel.ext.asyncio.session import AsyncSession

class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)

engine = create_engine("sqlite:///app.db")
"""
TABLES = "SQLModel.metadata.create_all(engine)\n"
ASYNC = """\
async def main():
    engine = create_async_engine("sqlite+aiosqlite:///app.db")
    async with AsyncSession(engine) as session:
        await session.exec(select(Hero))
        await asyncio.sleep(0.05)  # waits
    await engine.dispose()

asyncio.run(main())
"""


async def _findings(code: str) -> list[Finding]:
    result = await validate_snippet(code=code)
    assert result.error is None
    return [one for one in result.findings if one.severity != "info"]


async def _one(code: str, problem: str, line: str) -> Finding:
    """The only finding, which is at the first line that ends with the given text."""
    (finding,) = await _findings(code)
    lines = code.splitlines()
    expected = 1 + next(n for n, one in enumerate(lines) if one.endswith(line))
    assert (finding.problem, finding.line) == (problem, expected)
    assert finding.severity == "warning"
    return finding


@pytest.mark.parametrize(
    ("call", "name"),
    [
        ("time.sleep(0.05)", "time.sleep()"),
        ("urllib.request.urlopen('http://example.com')", "A network call"),
    ],
)
async def test_a_slow_call_in_a_transaction_is_a_finding(call: str, name: str) -> None:
    code = f"""\
with Session(engine) as session, suppress(OSError):
    session.get(Hero, 1)
    {call}  # waits
"""
    finding = await _one(SETUP + TABLES + code, "session-held-too-long", "# waits")
    assert finding.message.startswith(name)
    before = code.replace("    session.get(Hero, 1)\n", "") + "    session.get(Hero, 1)"
    assert await _findings(SETUP + TABLES + before) == []


async def test_a_slow_call_after_the_commit_is_none() -> None:
    code = """\
with Session(engine) as session:
    session.get(Hero, 1)
    session.commit()
    time.sleep(0.05)
with Session(engine) as session:
    session.get(Hero, 1)
time.sleep(0.05)
"""
    assert await _findings(SETUP + TABLES + code) == []


async def test_a_coroutine_that_waits_in_its_transaction_is_a_finding() -> None:
    await _one(SETUP + TABLES + ASYNC, "session-held-too-long", "# waits")
    shorter = ASYNC.replace("sleep(0.05)", "sleep(0)")
    assert await _findings(SETUP + TABLES + shorter) == []


async def test_another_task_may_wait_meanwhile() -> None:
    code = ASYNC.replace(
        "await asyncio.sleep(0.05)",
        "await asyncio.create_task(asyncio.sleep(0.05))",
    )
    assert await _findings(SETUP + TABLES + code) == []


async def test_synchronous_sql_in_an_async_endpoint_is_a_finding() -> None:
    code = """\
app = FastAPI()

@app.get("/count")
async def count() -> int:
    with Session(engine) as session:
        return len(session.exec(select(Hero).limit(9)).all())  # blocks

TestClient(app).get("/count")
"""
    finding = await _one(SETUP + TABLES + code, "blocking-call-in-async", "# blocks")
    assert "Synchronous SQL in async code" in finding.message
    plain = code.replace("async def", "def")
    assert await _findings(SETUP + TABLES + plain) == []


async def test_synchronous_sql_while_an_application_starts_is_none() -> None:
    code = """\
async def create_tables():
    SQLModel.metadata.create_all(engine)

@asynccontextmanager
async def lifespan(app):
    await create_tables()
    yield

app = FastAPI(lifespan=lifespan)
with TestClient(app) as client:
    client.get("/")
"""
    assert await _findings(SETUP + code) == []


async def test_sleep_and_sql_that_block_a_loop_are_each_told_once() -> None:
    code = """\
async def main():
    time.sleep(0.05)
    with Session(engine) as session:
        session.get(Hero, 1)
        session.get(Hero, 2)

asyncio.run(main())
"""
    findings = await _findings(SETUP + TABLES + code)

    start = len(SETUP.splitlines()) + 1
    assert [(one.problem, one.line) for one in findings] == [
        ("blocking-call-in-async", start + 2),
        ("blocking-call-in-async", start + 4),
    ]
    assert f"(also at line {start + 5})" in findings[1].message


async def test_blocking_work_in_a_thread_of_its_own_is_none() -> None:
    code = """\
def work():
    with Session(engine) as session:
        session.get(Hero, 1)
    time.sleep(0.05)

asyncio.run(asyncio.to_thread(work))
"""
    assert await _findings(SETUP + TABLES + code) == []
