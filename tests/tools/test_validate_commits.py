"""validate_snippet: writes that are lost, and what commits do."""

import pytest
from tests.tools.sessions import API, SETUP, findings_of, only

pytestmark = pytest.mark.anyio


async def test_added_rows_without_a_commit_are_lost() -> None:
    code = """\
with Session(engine) as session:
    session.add_all([Hero(), Hero()])  # lost
"""
    finding = await only(SETUP + code, "uncommitted-write", "# lost")
    assert finding.severity == "error"
    assert "2 Hero added here were never committed" in finding.message
    assert await findings_of(SETUP + code + "    session.commit()\n") == []


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

    finding = await only(SETUP + code, "uncommitted-write", "# lost")
    assert (finding.severity, message in finding.message) == ("error", True)


async def test_a_row_changed_in_memory_only_is_a_warning() -> None:
    code = (
        "with Session(engine) as s:\n    hero = s.get(Hero, 1)\n    hero.name = 'y'\n"
    )

    (finding,) = await findings_of(SETUP + code)
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

    assert await findings_of(SETUP + code) == []


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
    assert await findings_of(SETUP + code) == []


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
    assert await findings_of(SETUP + API + code) == []
    kept = code.replace("    raise HTTPException(409)\n", "")
    assert {f.problem for f in await findings_of(SETUP + API + kept)} == {
        "uncommitted-write"
    }


async def test_a_savepoint_that_is_released_still_needs_the_commit() -> None:
    code = """\
with Session(engine) as session:
    with session.begin_nested():
        session.add(Hero())  # lost
"""
    await only(SETUP + code, "uncommitted-write", "# lost")
    assert await findings_of(SETUP + code + "    session.commit()\n") == []


async def test_a_savepoint_that_is_rolled_back_took_its_writes_with_it() -> None:
    code = """\
with Session(engine) as session:
    savepoint = session.begin_nested()
    session.add(Hero())
    savepoint.rollback()
with Session(engine) as session, session.begin():
    session.add(Hero())
"""
    assert await findings_of(SETUP + code) == []


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
    assert await findings_of(SETUP + code) == []


async def test_commits_in_a_loop_are_a_finding() -> None:
    code = """\
with Session(engine) as session:
    for n in range(4):
        session.add(Hero(name=str(n)))
        session.commit()  # again and again
"""
    finding = await only(SETUP + code, "commit-in-loop", "# again and again")
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
    assert await findings_of(SETUP + portions + callers) == []


async def test_rows_that_a_commit_expired_are_loaded_again_one_by_one() -> None:
    code = """\
with Session(engine) as session:
    heroes = session.exec(select(Hero)).all()
    session.commit()
    print([hero.name for hero in heroes])  # loads
"""
    findings = await findings_of(SETUP + code)
    (finding,) = [one for one in findings if one.problem == "expired-after-commit"]
    assert finding.line == len(SETUP.splitlines()) + 4
    assert "5 Hero rows, expired by commit()" in finding.message
    kept = code.replace("(engine)", "(engine, expire_on_commit=False)")
    assert await findings_of(SETUP + kept) == []


async def test_the_dump_of_an_expired_row_is_empty() -> None:
    code = """\
with Session(engine) as session:
    hero = session.get(Hero, 1)
    session.commit()
    assert hero.model_dump() == {}  # nothing
"""
    await only(SETUP + code, "expired-after-commit", "# nothing")
    fixed = code.replace("assert", "session.refresh(hero)\n    assert not")
    assert await findings_of(SETUP + fixed) == []


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
    finding = await only(SETUP + API + code, "expired-after-commit", '"/heroes")')
    assert finding.severity == "error"
    assert "The response is an empty object instead of a Hero" in finding.message
    fixed = code.replace("return", "session.refresh(hero)\n        return")
    assert await findings_of(SETUP + API + fixed) == []
