"""validate_snippet: what it says about sessions."""

import pytest
from mcp_server.tools.validate_snippet import validate_snippet
from tests.tools.sessions import API, ASYNC, SETUP, findings_of, only

pytestmark = pytest.mark.anyio


async def test_a_session_that_is_never_closed_is_a_leak() -> None:
    code = "session = Session(engine)\nsession.exec(select(Hero)).all()  # kept\n"

    finding = await only(SETUP + code, "connection-leak", "session = Session(engine)")
    assert finding.severity == "warning"
    assert "The session opened here was never closed" in finding.message


async def test_a_session_that_is_closed_or_gave_its_connection_back_is_none() -> None:
    closed = "s = Session(engine)\ns.exec(select(Hero)).all()\ns.close()\n"
    returned = "t = Session(engine)\nt.exec(select(Hero)).all()\nt.commit()\n"
    unused = "u = Session(engine)\n"

    assert await findings_of(SETUP + closed + returned + unused) == []


async def test_sessions_that_were_forgotten_are_counted_at_their_line() -> None:
    code = """\
def names():
    session = Session(engine)
    return session.exec(select(Hero.name)).all()

names(), names()
"""
    line = "    session = Session(engine)"
    finding = await only(SETUP + code, "connection-leak", line)
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
    await only(SETUP + API + code, "connection-leak", line)
    closing = code.replace(
        "session = Session(engine)\n    yield session",
        "with Session(engine) as session:\n        yield session",
    )
    assert await findings_of(SETUP + API + closing) == []


async def test_a_session_that_is_used_after_close_is_a_leak_where_it_is_used() -> None:
    code = "session.exec(select(Hero)).all()  # again\n"

    finding = await only(SETUP + code, "connection-leak", "# again")
    assert "used again after close()" in finding.message
    assert await findings_of(SETUP + code + "session.close()\n") == []


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
    await only(SETUP + API + code, "background-task-session", "# in the task")
    open_in_task = code.replace(', scope="function"', "")
    assert await findings_of(SETUP + API + open_in_task) == []


async def test_an_async_session_is_seen_as_well() -> None:
    lost = """
async def work(engine):
    async with AsyncSession(engine) as session:
        session.add(Hero())  # lost
        await session.flush()

asyncio.run(main())
"""
    await only(ASYNC + lost, "uncommitted-write", "# lost")
    kept = lost.replace("flush", "commit")
    assert await findings_of(ASYNC + kept) == []
    failed = lost.replace("await session.flush()", "raise ValueError")
    assert await findings_of(ASYNC + failed) == []


async def test_a_session_of_the_context_is_not_judged() -> None:
    code = "session.add(Hero())\nsession.flush()\n"
    context = SETUP + "session = Session(engine)\n"

    assert (await validate_snippet(code=code, context=context)).findings == []


async def test_a_program_that_failed_had_no_time_to_close() -> None:
    code = "session = Session(engine)\nsession.get(Hero, 1)\nraise ValueError('no')\n"

    result = await validate_snippet(code=SETUP + code)
    assert (result.status, result.findings) == ("failed", [])
