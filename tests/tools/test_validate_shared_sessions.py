"""validate_snippet: sessions that requests, tasks or threads share."""

import pytest
from tests.tools.sessions import API, ASYNC, SETUP, findings_of, only

pytestmark = pytest.mark.anyio

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
    finding = await only(SETUP + API + code, "concurrent-session-use", line)
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
    assert await findings_of(SETUP + API + code) == []


async def test_two_tasks_in_one_session_are_a_finding() -> None:
    code = """
async def work(engine):
    async with AsyncSession(engine) as session:
        both = [session.exec(select(Hero)) for _ in range(2)]
        await asyncio.gather(*both, return_exceptions=True)  # both

asyncio.run(main())
"""
    (finding,) = await findings_of(ASYNC + code)
    assert (finding.problem, finding.severity) == ("concurrent-session-use", "error")
    one_by_one = code.replace(
        "await asyncio.gather(*both, return_exceptions=True)",
        "[await one for one in both]",
    )
    assert await findings_of(ASYNC + one_by_one) == []


async def test_two_tasks_with_a_session_each_are_no_finding() -> None:
    code = """
async def work(engine):
    async def count():
        async with AsyncSession(engine) as session:
            return len((await session.exec(select(Hero))).all())

    await asyncio.gather(count(), count())

asyncio.run(main())
"""
    assert await findings_of(ASYNC + code) == []


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

    finding = await only(code, "concurrent-session-use", "shared = Session(engine)")
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

    assert await findings_of(code) == []
