"""validate_snippet: what it says about sessions."""

import pytest
from mcp_server.results import Finding
from mcp_server.tools.validate_snippet import validate_snippet

pytestmark = pytest.mark.anyio

SETUP = """\
from sqlmodel import Field, Session, SQLModel, create_engine, select, update

class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(default="x", index=True)

engine = create_engine("sqlite:///app.db")
SQLModel.metadata.create_all(engine)
with Session(engine) as session:
    session.add_all([Hero(name=str(n)) for n in range(5)])
    session.commit()
"""
ASYNC = """\
import asyncio
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import Field, SQLModel, select
from sqlmodel.ext.asyncio.session import AsyncSession

class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = "x"

async def main():
    engine = create_async_engine("sqlite+aiosqlite:///app.db")
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    try:
        await work(engine)
    except ValueError:
        pass
    await engine.dispose()
"""
API = """\
from fastapi import Depends, FastAPI, HTTPException
from fastapi.testclient import TestClient

app = FastAPI()
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
    return finding


async def test_a_session_that_is_never_closed_is_a_leak() -> None:
    code = "session = Session(engine)\nsession.exec(select(Hero)).all()  # kept\n"

    finding = await _one(SETUP + code, "connection-leak", "session = Session(engine)")
    assert finding.severity == "warning"
    assert "The session opened here was never closed" in finding.message


async def test_a_session_that_is_closed_or_gave_its_connection_back_is_none() -> None:
    closed = "s = Session(engine)\ns.exec(select(Hero)).all()\ns.close()\n"
    returned = "t = Session(engine)\nt.exec(select(Hero)).all()\nt.commit()\n"
    unused = "u = Session(engine)\n"

    assert await _findings(SETUP + closed + returned + unused) == []


async def test_sessions_that_were_forgotten_are_counted_at_their_line() -> None:
    code = """\
def names():
    session = Session(engine)
    return session.exec(select(Hero.name)).all()

names(), names()
"""
    line = "    session = Session(engine)"
    finding = await _one(SETUP + code, "connection-leak", line)
    assert "2 sessions opened here were never closed" in finding.message


async def test_a_dependency_that_yields_and_does_not_close_leaks() -> None:
    code = """\
def get_session():
    session = Session(engine)
    yield session

@app.get("/heroes")
def heroes(session: Session = Depends(get_session)) -> int:
    return len(session.exec(select(Hero).limit(9)).all())

TestClient(app).get("/heroes")
"""
    line = "    session = Session(engine)"
    await _one(SETUP + API + code, "connection-leak", line)
    closing = code.replace(
        "session = Session(engine)\n    yield session",
        "with Session(engine) as session:\n        yield session",
    )
    assert await _findings(SETUP + API + closing) == []


async def test_a_session_that_is_used_after_close_is_a_leak_where_it_is_used() -> None:
    code = "session.exec(select(Hero)).all()  # again\n"

    finding = await _one(SETUP + code, "connection-leak", "# again")
    assert "used again after close()" in finding.message
    assert await _findings(SETUP + code + "session.close()\n") == []


async def test_a_background_task_that_uses_the_session_of_the_request_is_found() -> (
    None
):
    code = """\
from fastapi import BackgroundTasks

def get_session():
    with Session(engine) as session:
        yield session

def count(session: Session) -> None:
    session.exec(select(Hero).limit(9)).all()  # in the task

@app.post("/heroes", status_code=202)
def heroes(
    tasks: BackgroundTasks,
    session: Session = Depends(get_session, scope="function"),
) -> None:
    tasks.add_task(count, session)

TestClient(app).post("/heroes")
"""
    await _one(SETUP + API + code, "background-task-session", "# in the task")
    open_in_task = code.replace(', scope="function"', "")
    assert await _findings(SETUP + API + open_in_task) == []


async def test_added_rows_without_a_commit_are_lost() -> None:
    code = """\
with Session(engine) as session:
    session.add_all([Hero(), Hero()])  # lost
"""
    finding = await _one(SETUP + code, "uncommitted-write", "# lost")
    assert finding.severity == "error"
    assert "2 Hero added here were never committed" in finding.message
    assert await _findings(SETUP + code + "    session.commit()\n") == []


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("session.add(Hero()); session.flush()", "1 Hero added here was never"),
        ("session.delete(session.get(Hero, 1))", "1 Hero deleted here was never"),
        ("h = session.get(Hero, 1); h.name = 'y'; session.add(h)", "1 Hero changed"),
        ("session.exec(update(Hero).values(name='z'))", "UPDATE hero (5 rows) were"),
    ],
)
async def test_every_kind_of_write_without_a_commit_is_lost(
    statement: str, message: str
) -> None:
    code = f"with Session(engine) as session:\n    {statement}  # lost\n"

    finding = await _one(SETUP + code, "uncommitted-write", "# lost")
    assert (finding.severity, message in finding.message) == ("error", True)


async def test_a_row_changed_in_memory_only_is_a_warning() -> None:
    code = (
        "with Session(engine) as s:\n    hero = s.get(Hero, 1)\n    hero.name = 'y'\n"
    )

    (finding,) = await _findings(SETUP + code)
    assert (finding.problem, finding.severity) == ("uncommitted-write", "warning")


@pytest.mark.parametrize(
    "work",
    [
        "s.add(Hero()); s.flush(); s.rollback()",
        "s.add(hero := Hero()); s.expunge(hero)",
        "s.get(Hero, 1).name = '0'",
        "s.exec(update(Hero).where(Hero.id == 99).values(name='z'))",
    ],
)
async def test_what_is_taken_back_or_changes_nothing_is_no_loss(work: str) -> None:
    code = f"with Session(engine) as s:\n    {work}\n"

    assert await _findings(SETUP + code) == []


async def test_an_exception_takes_the_writes_back_and_is_no_loss() -> None:
    code = """\
try:
    with Session(engine) as session:
        session.add(Hero())
        session.flush()
        raise ValueError
except ValueError:
    pass
"""
    assert await _findings(SETUP + code) == []


async def test_a_request_that_is_refused_loses_nothing() -> None:
    code = """\
def get_session():
    with Session(engine) as session:
        yield session

@app.post("/heroes")
def create(hero: Hero, session: Session = Depends(get_session)) -> None:
    session.add(hero)
    session.flush()
    raise HTTPException(409)

TestClient(app).post("/heroes", json={"name": "y"})
"""
    assert await _findings(SETUP + API + code) == []
    kept = code.replace("    raise HTTPException(409)\n", "")
    assert {f.problem for f in await _findings(SETUP + API + kept)} == {
        "uncommitted-write"
    }


async def test_a_savepoint_that_is_released_still_needs_the_commit() -> None:
    code = """\
with Session(engine) as session:
    with session.begin_nested():
        session.add(Hero())  # lost
"""
    await _one(SETUP + code, "uncommitted-write", "# lost")
    assert await _findings(SETUP + code + "    session.commit()\n") == []


async def test_a_savepoint_that_is_rolled_back_took_its_writes_with_it() -> None:
    code = """\
with Session(engine) as session:
    savepoint = session.begin_nested()
    session.add(Hero())
    savepoint.rollback()
with Session(engine) as session, session.begin():
    session.add(Hero())
"""
    assert await _findings(SETUP + code) == []


async def test_a_fixture_that_rolls_its_connection_back_is_intended() -> None:
    code = """\
connection = engine.connect()
transaction = connection.begin()
session = Session(connection, join_transaction_mode="create_savepoint")
session.add(Hero())
session.commit()
session.add(Hero())
session.flush()
session.close()
transaction.rollback()
connection.close()
"""
    assert await _findings(SETUP + code) == []


async def test_an_async_session_is_seen_as_well() -> None:
    lost = """
async def work(engine):
    async with AsyncSession(engine) as session:
        session.add(Hero())  # lost
        await session.flush()

asyncio.run(main())
"""
    await _one(ASYNC + lost, "uncommitted-write", "# lost")
    kept = lost.replace("flush", "commit")
    assert await _findings(ASYNC + kept) == []
    failed = lost.replace("await session.flush()", "raise ValueError")
    assert await _findings(ASYNC + failed) == []


async def test_a_session_of_the_context_is_not_judged() -> None:
    code = "session.add(Hero())\nsession.flush()\n"
    context = SETUP + "session = Session(engine)\n"

    assert (await validate_snippet(code=code, context=context)).findings == []


async def test_a_program_that_failed_had_no_time_to_close() -> None:
    code = "session = Session(engine)\nsession.get(Hero, 1)\nraise ValueError('no')\n"

    result = await validate_snippet(code=SETUP + code)
    assert (result.status, result.findings) == ("failed", [])


async def test_commits_in_a_loop_are_a_finding() -> None:
    code = """\
with Session(engine) as session:
    for n in range(4):
        session.add(Hero(name=str(n)))
        session.commit()  # again and again
"""
    finding = await _one(SETUP + code, "commit-in-loop", "# again and again")
    assert "committed 4 times in one session, for 4 rows" in finding.message


async def test_commits_of_whole_portions_or_of_several_callers_are_no_loop() -> None:
    portions = """\
with Session(engine) as session:
    for portion in range(3):
        session.add_all([Hero(name=str(n)) for n in range(10)])
        session.commit()
"""
    callers = """\
def create(session, name):
    session.add(Hero(name=name))
    session.commit()

with Session(engine) as session:
    create(session, "a")
    create(session, "b")
    create(session, "c")
"""
    assert await _findings(SETUP + portions + callers) == []


async def test_rows_that_a_commit_expired_are_loaded_again_one_by_one() -> None:
    code = """\
with Session(engine) as session:
    heroes = session.exec(select(Hero)).all()
    session.commit()
    print([hero.name for hero in heroes])  # loads
"""
    findings = await _findings(SETUP + code)
    (finding,) = [one for one in findings if one.problem == "expired-after-commit"]
    assert finding.line == len(SETUP.splitlines()) + 4
    assert "5 Hero rows, expired by commit()" in finding.message
    kept = code.replace("(engine)", "(engine, expire_on_commit=False)")
    assert await _findings(SETUP + kept) == []


async def test_the_dump_of_an_expired_row_is_empty() -> None:
    code = """\
with Session(engine) as session:
    hero = session.get(Hero, 1)
    session.commit()
    assert hero.model_dump() == {}  # nothing
"""
    await _one(SETUP + code, "expired-after-commit", "# nothing")
    fixed = code.replace("assert", "session.refresh(hero)\n    assert not")
    assert await _findings(SETUP + fixed) == []


async def test_a_response_with_an_expired_row_is_empty() -> None:
    code = """\
@app.post("/heroes")
def create(hero: Hero) -> Hero:
    with Session(engine) as session:
        session.add(hero)
        session.commit()
        return hero

TestClient(app).post("/heroes", json={"name": "y"})
"""
    finding = await _one(SETUP + API + code, "expired-after-commit", '"/heroes")')
    assert finding.severity == "error"
    assert "The response is an empty object instead of a Hero" in finding.message
    fixed = code.replace("return", "session.refresh(hero)\n        return")
    assert await _findings(SETUP + API + fixed) == []


async def test_one_session_for_all_requests_is_a_finding() -> None:
    code = """\
shared = Session(engine)

@app.get("/count")
def count() -> int:
    return len(shared.exec(select(Hero).limit(9)).all())

client = TestClient(app)
client.get("/count"), client.get("/count"), shared.close()
"""
    line = "shared = Session(engine)"
    finding = await _one(SETUP + API + code, "concurrent-session-use", line)
    assert "One session serves all requests" in finding.message


async def test_tests_that_override_the_dependency_share_on_purpose() -> None:
    code = """\
def get_session():
    with Session(engine) as session:
        yield session

@app.get("/count")
def count(session: Session = Depends(get_session)) -> int:
    return len(session.exec(select(Hero).limit(9)).all())

client = TestClient(app)
client.get("/count"), client.get("/count")
with Session(engine) as shared:
    app.dependency_overrides[get_session] = lambda: shared
    client.get("/count"), client.get("/count")
"""
    assert await _findings(SETUP + API + code) == []


async def test_two_tasks_in_one_session_are_a_finding() -> None:
    code = """
async def work(engine):
    async with AsyncSession(engine) as session:
        both = [session.exec(select(Hero)) for _ in range(2)]
        await asyncio.gather(*both, return_exceptions=True)  # both

asyncio.run(main())
"""
    (finding,) = await _findings(ASYNC + code)
    assert (finding.problem, finding.severity) == ("concurrent-session-use", "error")
    one_by_one = code.replace(
        "await asyncio.gather(*both, return_exceptions=True)",
        "[await one for one in both]",
    )
    assert await _findings(ASYNC + one_by_one) == []


async def test_two_tasks_with_a_session_each_are_no_finding() -> None:
    code = """
async def work(engine):
    async def count():
        async with AsyncSession(engine) as session:
            return len((await session.exec(select(Hero))).all())

    await asyncio.gather(count(), count())

asyncio.run(main())
"""
    assert await _findings(ASYNC + code) == []


THREADS = """\
import asyncio
from concurrent.futures import ThreadPoolExecutor
from threading import Thread

def count(one):
    return len(one.exec(select(Hero)).all())

def count_alone():
    with Session(engine) as own:
        return count(own)

async def step(*several):
    await asyncio.gather(*(asyncio.to_thread(count, one) for one in several))

async def steps(one):
    await step(one)
    await step(one)

session.close()
shared = Session(engine)
"""
BOTH_THREADS = """\
threads = [Thread(target=count, args=(shared,)) for _ in range(2)]
threads[0].start(), threads[1].start()
threads[0].join(), threads[1].join()
"""
ONE_THREAD_AFTER_THE_OTHER = """\
for _ in range(2):
    thread = Thread(target=count, args=(shared,))
    thread.start(), thread.join()
"""
POOL = "with ThreadPoolExecutor() as pool:\n    "


@pytest.mark.parametrize(
    "work",
    [
        BOTH_THREADS,
        POOL + "list(pool.map(count, [shared] * 3))\n",
        "asyncio.run(step(shared, shared))\n",
    ],
)
async def test_threads_that_may_use_one_session_at_once_are_a_finding(
    work: str,
) -> None:
    code = SETUP + THREADS + work + "shared.close()\n"

    finding = await _one(code, "concurrent-session-use", "shared = Session(engine)")
    assert "threads work with the one session" in finding.message


@pytest.mark.parametrize(
    "work",
    [
        ONE_THREAD_AFTER_THE_OTHER,
        POOL + "[pool.submit(count, shared).result() for _ in range(3)]\n",
        POOL + "[pool.submit(count_alone) for _ in range(3)]\n",
        "asyncio.run(steps(shared))\n",
    ],
)
async def test_threads_one_after_the_other_or_with_own_sessions_are_none(
    work: str,
) -> None:
    code = SETUP + THREADS + work + "shared.close()\n"

    assert await _findings(code) == []
