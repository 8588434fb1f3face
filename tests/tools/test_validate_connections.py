"""validate_snippet: what it says about Core connections and foreign keys."""

import pytest
from mcp_server.results import Finding
from mcp_server.tools.validate_snippet import validate_snippet

pytestmark = pytest.mark.anyio

SETUP = """\
from sqlalchemy import event
from sqlalchemy.exc import IntegrityError
from sqlmodel import Field, Session, SQLModel, create_engine, insert, select, text

class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = "x"

engine = create_engine("sqlite:///app.db")
SQLModel.metadata.create_all(engine)
"""
ASYNC = """\
import asyncio
from sqlalchemy.ext.asyncio import create_async_engine

async def main():
    engine = create_async_engine("sqlite+aiosqlite:///app.db")
    async with engine.connect() as connection:
        await connection.execute(insert(Hero), [{"name": "a"}])  # lost
    await engine.dispose()

asyncio.run(main())
"""
KEYS = """\
from sqlalchemy import event
from sqlalchemy.exc import IntegrityError
from sqlmodel import Field, Session, SQLModel, create_engine

class Team(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)

class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    team_id: int = Field(foreign_key="team.id", index=True, ondelete="CASCADE")

engine = create_engine("sqlite:///app.db")
"""
ORPHAN = """\
SQLModel.metadata.create_all(engine)
with Session(engine) as session:
    session.add(Hero(team_id=7))
    try:
        session.commit()
        print("stored")
    except IntegrityError:
        session.rollback()
        print("refused")
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


async def test_a_connection_that_is_never_closed_is_a_leak() -> None:
    code = "connection = engine.connect()\nconnection.execute(select(1))\n"

    finding = await _one(SETUP + code, "connection-leak", "= engine.connect()")
    assert "The connection opened here was never closed" in finding.message
    assert await _findings(SETUP + code + "connection.close()\n") == []


async def test_a_raw_connection_that_is_never_closed_is_a_leak() -> None:
    code = "raw = engine.raw_connection()\n"

    await _one(SETUP + code, "connection-leak", "= engine.raw_connection()")
    assert await _findings(SETUP + code + "raw.close()\n") == []


async def test_a_raw_connection_needs_a_commit_of_its_own() -> None:
    code = """\
raw = engine.raw_connection()
raw.cursor().execute("INSERT INTO hero (name) VALUES ('a')")
raw.close()
"""
    await _one(SETUP + code, "uncommitted-write", "= engine.raw_connection()")
    kept = code.replace("raw.close()", "raw.commit()\nraw.close()")
    assert await _findings(SETUP + kept) == []


async def test_rows_written_by_a_connection_without_commit_are_lost() -> None:
    code = """\
with engine.connect() as connection:
    connection.execute(insert(Hero), [{"name": "a"}, {"name": "b"}])  # lost
"""
    finding = await _one(SETUP + code, "uncommitted-write", "# lost")
    assert finding.severity == "error"
    assert "INSERT hero (2 rows) were never committed" in finding.message
    assert await _findings(SETUP + code + "    connection.commit()\n") == []


@pytest.mark.parametrize(
    "opening",
    [
        "engine.begin() as connection",
        "engine.connect() as connection, connection.begin()",
        "engine.execution_options(isolation_level=A).connect() as connection",
        "engine.connect() as connection, connection.begin() as transaction",
    ],
)
async def test_every_way_to_commit_is_known(opening: str) -> None:
    code = f"""\
A = "AUTOCOMMIT"
with {opening}:
    connection.execute(text("DELETE FROM hero"))
"""
    row = "with Session(engine) as s:\n    s.add(Hero())\n    s.commit()\n"

    assert await _findings(SETUP + row + code) == []


async def test_an_engine_that_commits_each_statement_loses_none() -> None:
    url = '"postgresql+psycopg://u:p@db.test/app", isolation_level="AUTOCOMMIT"'
    code = """\
with engine.connect() as connection:
    connection.execute(insert(Hero), [{"name": "a"}])
    connection.execute(text("CREATE INDEX by_name ON hero (name)"))
with engine.connect() as connection:
    assert len(connection.execute(select(Hero)).all()) == 1
"""
    assert await _findings(SETUP.replace('"sqlite:///app.db"', url) + code) == []


async def test_an_explicit_rollback_is_intended() -> None:
    code = """\
with engine.connect() as connection:
    connection.execute(insert(Hero), [{"name": "a"}])
    connection.rollback()
"""
    assert await _findings(SETUP + code) == []


async def test_an_async_connection_without_commit_loses_its_rows() -> None:
    await _one(SETUP + ASYNC, "uncommitted-write", "# lost")
    assert await _findings(SETUP + ASYNC.replace("connect()", "begin()")) == []
    failed = ASYNC.replace("# lost", "\n        raise ValueError").replace(
        "asyncio.run(main())",
        "try:\n    asyncio.run(main())\nexcept ValueError:\n    pass",
    )
    assert await _findings(SETUP + failed) == []


async def test_tables_created_without_a_commit_exist_only_on_sqlite() -> None:
    code = """\
with engine.connect() as connection:
    SQLModel.metadata.create_all(connection)
"""
    setup = SETUP.replace("SQLModel.metadata.create_all(engine)\n", "")
    assert await _findings(setup + code) == []
    server = setup.replace("sqlite:///app.db", "postgresql+psycopg://u:p@db.test/app")
    (finding,) = await _findings(server + code)
    assert (finding.problem, finding.severity) == ("uncommitted-write", "warning")
    assert "CREATE hero" in finding.message
    committed = code + "    connection.commit()\n"
    assert await _findings(server + committed) == []


async def test_foreign_keys_are_enforced_and_it_is_said() -> None:
    result = await validate_snippet(code=KEYS + ORPHAN)

    assert result.stdout == "refused\n"
    (finding,) = result.findings
    assert (finding.problem, finding.severity) == ("sqlite-fk-not-enforced", "info")


@pytest.mark.parametrize(("value", "printed"), [("ON", "refused"), ("OFF", "stored")])
async def test_what_the_program_says_about_foreign_keys_wins(
    value: str, printed: str
) -> None:
    listener = f"""\
@event.listens_for(engine, "connect")
def enforce(connection, record):
    connection.execute("PRAGMA foreign_keys={value}")
"""
    result = await validate_snippet(code=KEYS + listener + ORPHAN)

    assert (result.stdout, result.findings) == (f"{printed}\n", [])


async def test_foreign_keys_of_a_program_for_a_server_need_no_pragma() -> None:
    server = KEYS.replace("sqlite:///app.db", "postgresql+psycopg://u:p@db.test/app")
    result = await validate_snippet(code=server + ORPHAN)

    assert (result.stdout, result.findings) == ("refused\n", [])
