"""validate_snippet: runs code and tells what happened."""

import pytest
from mcp_server.errors import InvalidArgument
from mcp_server.results import Limits
from mcp_server.tools.validate_snippet import validate_snippet

pytestmark = pytest.mark.anyio

MODELS = """\
from sqlmodel import Field, Relationship, Session, SQLModel, create_engine, select

class Team(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    heroes: list["Hero"] = Relationship(back_populates="team")

class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    team_id: int | None = Field(default=None, foreign_key="team.id", index=True)
    team: Team | None = Relationship(back_populates="heroes")

engine = create_engine("sqlite:///app.db")
SQLModel.metadata.create_all(engine)
with Session(engine) as session:
    session.add_all([Team(name=str(n), heroes=[Hero(), Hero()]) for n in range(4)])
    session.commit()
"""
LAZY_LOOP = """\
with Session(engine) as session:
    for team in session.exec(select(Team)).all():
        print(team.name, len(team.heroes))
"""
EAGER_LOOP = """\
from sqlalchemy.orm import selectinload

with Session(engine) as session:
    query = select(Team).options(selectinload(Team.heroes))
    for team in session.exec(query).all():
        print(team.name, len(team.heroes))
"""


async def test_a_lazy_load_in_a_loop_is_an_n_plus_one_at_its_line() -> None:
    result = await validate_snippet(code=MODELS + LAZY_LOOP)

    assert result.status == "passed"
    (finding,) = result.findings
    assert finding.problem == "n-plus-one"
    assert finding.file == "snippet.py"
    assert finding.line == len(MODELS.splitlines()) + 3
    assert "Team.heroes was lazy loaded 4 times" in finding.message
    assert finding.fix and "selectinload(Team.heroes)" in finding.fix


async def test_the_same_list_loaded_eagerly_has_no_finding() -> None:
    result = await validate_snippet(code=MODELS + EAGER_LOOP)

    assert (result.status, result.ok, result.findings) == ("passed", True, [])
    assert result.stdout.splitlines() == ["0 2", "1 2", "2 2", "3 2"]


async def test_one_lazy_load_of_one_row_is_no_finding() -> None:
    code = MODELS + "with Session(engine) as s:\n    print(s.get(Team, 1).heroes)\n"

    assert (await validate_snippet(code=code)).findings == []


async def test_the_same_lazy_load_in_two_sessions_is_no_finding() -> None:
    code = (
        MODELS
        + "for n in (1, 2):\n"
        + "    with Session(engine) as s:\n"
        + "        print(len(s.get(Team, n).heroes))\n"
    )

    assert (await validate_snippet(code=code)).findings == []


async def test_a_query_in_a_loop_is_an_n_plus_one() -> None:
    loop = """\
with Session(engine) as session:
    for team in session.exec(select(Team)).all():
        session.exec(select(Hero).where(Hero.team_id == team.id)).all()
"""
    result = await validate_snippet(code=MODELS + loop)

    (finding,) = result.findings
    assert finding.problem == "n-plus-one"
    assert "the same SELECT 4 times" in finding.message


async def test_lazy_loads_that_async_code_awaits_are_seen_at_their_line() -> None:
    code = """\
import asyncio
from sqlalchemy.ext.asyncio import AsyncAttrs, create_async_engine
from sqlmodel import Field, Relationship, SQLModel, select
from sqlmodel.ext.asyncio.session import AsyncSession

class Team(AsyncAttrs, SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    heroes: list["Hero"] = Relationship(back_populates="team")

class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    team_id: int | None = Field(default=None, foreign_key="team.id", index=True)
    team: Team | None = Relationship(back_populates="heroes")

async def main():
    engine = create_async_engine("postgresql+asyncpg://u:secret@db.example/shop")
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    async with AsyncSession(engine) as session:
        session.add_all([Team(heroes=[Hero()]) for _ in range(3)])
        await session.commit()
        for team in (await session.exec(select(Team))).all():
            await team.awaitable_attrs.heroes
    await engine.dispose()

asyncio.run(main())
"""
    result = await validate_snippet(code=code)

    (finding,) = result.findings
    assert (finding.problem, finding.line) == ("n-plus-one", 23)
    assert result.redirected == [
        "postgresql+asyncpg://u:***@db.example/shop -> sqlite+aiosqlite:///shop.db"
    ]


async def test_an_error_names_type_line_and_known_problem() -> None:
    code = (
        MODELS
        + "with Session(engine) as s:\n    s.add(Team(name='1'))\n    s.commit()\n"
    )
    result = await validate_snippet(code=code)

    assert (result.status, result.ok) == ("failed", False)
    assert result.error is not None
    assert result.error.type == "IntegrityError"
    assert result.error.problem == "integrity-unique"
    assert result.error.line == len(MODELS.splitlines()) + 3
    assert "UNIQUE constraint failed: team.name" in result.error.message
    assert result.findings[0].severity == "error"


async def test_text_that_is_no_unicode_is_told_all_the_same() -> None:
    result = await validate_snippet(code=r"raise ValueError('a\ud800b')")

    assert result.error is not None
    assert (result.error.type, result.error.message[0]) == ("ValueError", "a")
    result.model_dump_json()


async def test_a_syntax_error_is_a_result_with_its_line() -> None:
    result = await validate_snippet(code="x = 1\nclass Hero(SQLModel\n")

    assert result.status == "failed"
    assert result.error is not None
    assert (result.error.type, result.error.line) == ("SyntaxError", 2)


async def test_statements_are_counted_and_grouped_by_line() -> None:
    result = await validate_snippet(code=MODELS + LAZY_LOOP)

    loop_line = len(MODELS.splitlines()) + 3
    (group,) = [g for g in result.statements.groups if g.line == loop_line]
    assert group.count == 4
    assert group.sql.startswith("SELECT hero.id")
    full = await validate_snippet(code=MODELS + LAZY_LOOP, detail="full")
    assert full.statements.total == sum(g.count for g in full.statements.groups)


async def test_updates_and_deletes_through_the_session_run_as_without_us() -> None:
    code = """\
from sqlmodel import delete, insert, update

with Session(engine) as session:
    session.exec(insert(Team), params=[{"name": "x"}, {"name": "y"}])
    assert session.exec(update(Team).values(name=Team.name + "!")).rowcount == 6
    assert session.exec(delete(Hero)).rowcount == 8
    session.commit()
"""
    result = await validate_snippet(code=MODELS + code)

    assert (result.error, result.status, result.findings) == (None, "passed", [])


async def test_statements_past_sqlalchemy_are_a_finding() -> None:
    code = """\
import sqlite3
connection = sqlite3.connect("app.db")
connection.execute("SELECT count(*) FROM team").fetchall()
connection.execute("SELECT count(*) FROM hero").fetchall()
connection.close()
"""
    result = await validate_snippet(code=MODELS + code)

    (finding,) = result.findings
    assert (finding.severity, result.ok) == ("info", True)
    assert "2 statements reached SQLite past SQLAlchemy" in finding.message


async def test_statements_that_never_reached_the_driver_are_a_warning() -> None:
    code = """\
for recorder in engine.dispatch.before_cursor_execute:
    recorder(None, None, "SELECT name FROM nowhere", (), None, False)
"""
    result = await validate_snippet(code=MODELS + code)

    assert [f.severity for f in result.findings] == ["warning"]
    assert "do not rely on it" in result.findings[0].message


async def test_context_runs_first_and_is_not_judged() -> None:
    result = await validate_snippet(
        code="print(len(session.exec(select(Team)).all()))",
        context=MODELS + LAZY_LOOP + "session = Session(engine)\n",
    )

    assert result.status == "passed"
    assert result.findings == []
    assert result.stdout.splitlines()[-1] == "4"


async def test_an_error_in_the_snippet_after_context_has_the_snippets_line() -> None:
    result = await validate_snippet(
        code="x = 1\nraise ValueError('no')", context="y = 2"
    )

    assert result.error is not None
    assert (result.error.file, result.error.line) == ("snippet.py", 2)


async def test_files_of_a_package_run_from_their_entry() -> None:
    result = await validate_snippet(
        files={
            "app/__init__.py": "",
            "app/models.py": MODELS,
            "main.py": "from app.models import *\n" + LAZY_LOOP,
        },
        entry="main.py",
    )

    (finding,) = result.findings
    assert (finding.file, finding.line) == ("main.py", 4)


async def test_an_endpoint_called_through_testclient_is_seen_in_its_thread() -> None:
    code = (
        MODELS.replace("sqlite:///app.db", "postgresql+psycopg://u:p@db.example/app")
        + """\
from fastapi import FastAPI
from fastapi.testclient import TestClient

app = FastAPI()

@app.get("/teams")
def teams() -> list[int]:
    with Session(engine) as session:
        return [len(team.heroes) for team in session.exec(select(Team)).all()]

with TestClient(app) as client:
    assert client.get("/teams").json() == [2, 2, 2, 2]
"""
    )
    result = await validate_snippet(code=code)

    (finding,) = [one for one in result.findings if one.problem == "n-plus-one"]
    assert finding.line == len(MODELS.splitlines()) + 9
    assert finding.evidence == "measured"
    assert result.stderr == ""


async def test_an_endless_loop_is_stopped_by_the_wall_clock() -> None:
    result = await validate_snippet(
        code="while True: pass", limits=Limits(wall_seconds=2)
    )

    assert (result.status, result.ok) == ("timed-out", False)
    assert "limits.wall_seconds" in result.next_step


async def test_endless_output_is_stopped_and_cut_with_a_count() -> None:
    result = await validate_snippet(
        code="while True: print('x' * 1000)", limits=Limits(output_bytes=4096)
    )

    assert result.status == "killed"
    assert len(result.stdout) == 2000
    assert result.stdout_left_out > 2000


async def test_leaving_with_exit_code_zero_before_the_end_is_no_success() -> None:
    result = await validate_snippet(code="import os; os._exit(0)")

    assert (result.status, result.ok) == ("failed", False)


async def test_control_characters_of_the_output_do_not_reach_the_reader() -> None:
    result = await validate_snippet(code=r"print('a\x1b[31mb\x00c\u202ed')")

    assert result.stdout == "abcd\n"
    raised = await validate_snippet(code=r"raise ValueError('a\x1b[31mb\u202ec')")
    assert raised.error is not None
    assert raised.error.message == "abc"


async def test_the_answer_says_which_walls_stood_around_the_run() -> None:
    result = await validate_snippet(code="print(1)")

    assert result.sandbox.level.startswith("full")
    assert "network" not in result.sandbox.missing
    assert result.sandbox.reason is None


async def test_secrets_of_the_environment_do_not_reach_the_snippet(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://prod")
    result = await validate_snippet(code="import os; print(sorted(os.environ))")

    assert "DATABASE_URL" not in result.stdout
    assert "HOME" in result.stdout


async def test_the_future_import_of_the_snippet_is_its_own_business() -> None:
    code = "import sys\ndef f(x: undefined) -> None: ...\n"

    assert (await validate_snippet(code=code)).error is not None
    future = "from __future__ import annotations\n"
    assert (await validate_snippet(code=future + code)).error is None


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({}, "send either `code` or `files`"),
        ({"code": " \n"}, "`code` is empty"),
        ({"code": "1", "files": {"a.py": "1"}}, "send either `code` or `files`"),
        ({"code": "1", "entry": "a.py"}, "`entry` goes with `files`"),
        ({"files": {}}, "`files` is empty"),
        ({"files": {"a.py": "1", "b.py": "1"}}, "say which file to run"),
        ({"files": {"a.py": "1"}, "entry": "b.py"}, "send one of: a.py"),
        ({"files": {"../a.py": "1"}}, "not a plain relative path"),
        ({"files": {"/a.py": "1"}}, "not a plain relative path"),
        ({"files": {"a\x00.py": "1"}}, "not a plain relative path"),
        ({"files": {"a.py": " "}}, "a.py is empty"),
        ({"code": "1", "files": None, "entry": "a.py"}, "leave it out with `code`"),
    ],
)
async def test_a_bad_argument_is_one_sentence(
    arguments: dict[str, str], message: str
) -> None:
    with pytest.raises(InvalidArgument) as caught:
        await validate_snippet(**arguments)  # type: ignore[arg-type]  # bad on purpose

    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


async def test_get_in_a_loop_is_named() -> None:
    code = (
        MODELS + "with Session(engine) as s:\n    [s.get(Team, n) for n in (1, 2, 3)]\n"
    )
    (finding,) = (await validate_snippet(code=code)).findings

    assert finding.problem == "n-plus-one"
    assert finding.message.startswith("N+1: session.get() in a loop sent")


async def test_refresh_in_a_loop_is_named() -> None:
    code = (
        MODELS + "with Session(engine) as s:\n"
        "    for team in s.exec(select(Team)).all():\n        s.refresh(team)\n"
    )
    (finding,) = (await validate_snippet(code=code)).findings

    assert finding.message.startswith("N+1: session.refresh() in a loop sent")
    assert finding.fix and finding.fix.startswith("Leave the refresh out")
