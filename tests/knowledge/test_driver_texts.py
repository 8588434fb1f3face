"""What psycopg and asyncpg really say, through SQLAlchemy, is recognised."""

import asyncio
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from mcp_server.knowledge.problems import problems
from mcp_server.tools.explain_problem import explain_problem
from sqlalchemy import Connection, Engine, NullPool, create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlmodel import Field, Relationship, Session, SQLModel
from tests.postgresql import Server

KNOWN = {problem.id for problem in problems()}
SCHEMA = """
CREATE TYPE mood AS ENUM ('HAPPY', 'SAD');
CREATE TABLE team (id integer PRIMARY KEY, name text NOT NULL UNIQUE);
CREATE TABLE hero (
  id uuid PRIMARY KEY, team_id integer NOT NULL REFERENCES team, mood mood,
  born timestamp);
INSERT INTO team VALUES (1, 'one'), (2, 'two');
"""

pytestmark = pytest.mark.anyio


class Crew(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    members: list["Member"] = Relationship()


class Member(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    crew_id: int | None = Field(foreign_key="crew.id", nullable=False)


def statement(sql: str, **parameters: object) -> Callable[[Connection], None]:
    """One statement, executed as it stands."""

    def execute(connection: Connection) -> None:
        connection.execute(text(sql), parameters)

    return execute


def after_a_failure(connection: Connection) -> None:
    try:
        connection.execute(text("SELECT 1 / 0"))
    except DBAPIError:
        connection.execute(text("SELECT 1"))


def crew_dissolved(connection: Connection) -> None:
    tables = SQLModel.metadata.tables
    SQLModel.metadata.create_all(connection, [tables["crew"], tables["member"]])
    with Session(connection) as session:
        crew = Crew(members=[Member(crew_id=None)])
        session.add(crew)
        session.flush()
        session.delete(crew)
        session.flush()


MANY = {f"p{n}": n for n in range(70_000)}
HERO = "INSERT INTO hero (id, team_id, {}) VALUES (gen_random_uuid(), 1, {})"
BOTH: list[tuple[str, str, Callable[[Connection], None]]] = [
    ("integrity-unique", "key", statement("INSERT INTO team VALUES (1, 'x')")),
    ("integrity-unique", "column", statement("INSERT INTO team VALUES (3, 'one')")),
    (
        "integrity-foreign-key",
        "insert",
        statement("INSERT INTO hero (id, team_id) VALUES (gen_random_uuid(), 99)"),
    ),
    (
        "integrity-not-null",
        "insert",
        statement("INSERT INTO team (id, name) VALUES (4, NULL)"),
    ),
    ("delete-parent-nulls-child", "orm", crew_dissolved),
    ("tables-not-created", "select", statement("SELECT * FROM heroes")),
    ("schema-drift", "select", statement("SELECT hero.name FROM hero")),
    ("schema-drift", "insert", statement("INSERT INTO team (nick) VALUES ('x')")),
    (
        "too-many-parameters",
        "in",
        statement(f"SELECT 1 IN (:{', :'.join(MANY)})", **MANY),
    ),
    (
        "uuid-bind-string",
        "varchar",
        statement("SELECT 1 FROM hero WHERE id = CAST(:id AS varchar)", id="x"),
    ),
    (
        "uuid-bind-string",
        "insert",
        statement("INSERT INTO hero (id) VALUES (CAST(:id AS varchar))", id="x"),
    ),
    ("uuid-bind-string", "text", statement("SELECT CAST(:id AS uuid)", id="no-uuid")),
    (
        "unsupported-bind-type",
        "dict",
        statement("UPDATE team SET name = :name", name={"a": 1}),
    ),
    (
        "number-out-of-range",
        "integer",
        statement("INSERT INTO team VALUES (:id, 'x')", id=2**40),
    ),
    ("nul-in-text", "text", statement("UPDATE team SET name = :name", name="a\0b")),
    (
        "dialect-difference",
        "group by",
        statement("SELECT team_id, mood FROM hero GROUP BY team_id"),
    ),
    ("pending-rollback", "aborted", after_a_failure),
    (
        "enum-stored-by-name",
        "label",
        statement(HERO.format("mood", "CAST(:mood AS mood)"), mood="happy"),
    ),
]
ASYNCPG: list[tuple[str, str, Callable[[Connection], None]]] = [
    (
        "unsupported-bind-type",
        "number",
        statement("UPDATE team SET name = :name", name=5),
    ),
    (
        "naive-aware-datetime",
        "aware",
        statement(HERO.format("born", ":now"), now=datetime.now(UTC)),
    ),
]


@pytest.fixture(scope="module")
def database(postgresql: Server) -> str:
    name = postgresql.create_database()
    postgresql.execute(SCHEMA, name)
    return name


@pytest.fixture
def psycopg(postgresql: Server, database: str) -> Iterator[Engine]:
    engine = create_engine(postgresql.url("psycopg", database))
    yield engine
    engine.dispose()


@pytest.fixture
async def asyncpg(postgresql: Server, database: str) -> AsyncIterator[AsyncEngine]:
    engine = create_async_engine(postgresql.url("asyncpg", database))
    yield engine
    await engine.dispose()


def parameters(
    cases: list[tuple[str, str, Callable[[Connection], None]]],
) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(
        ("problem", "case"),
        [
            pytest.param(problem, case, id=f"{problem}-{name}")
            for problem, name, case in cases
            if problem in KNOWN
        ],
    )


@parameters(BOTH)
async def test_psycopg(
    problem: str, case: Callable[[Connection], None], psycopg: Engine
) -> None:
    with pytest.raises(Exception) as raised, psycopg.connect() as connection:
        case(connection)

    await _is_recognised(raised.value, problem)


@parameters([*BOTH, *ASYNCPG])
async def test_asyncpg(
    problem: str, case: Callable[[Connection], None], asyncpg: AsyncEngine
) -> None:
    with pytest.raises(Exception) as raised:
        async with asyncpg.connect() as connection:
            await connection.run_sync(case)

    await _is_recognised(raised.value, problem)


@pytest.mark.parametrize("driver", ["psycopg", "asyncpg"])
async def test_a_role_without_a_connection_left(
    driver: str, postgresql: Server, database: str
) -> None:
    postgresql.execute(f"CREATE ROLE {driver}_role LOGIN CONNECTION LIMIT 0")

    error = await _failure_of(
        _connected(postgresql.url(driver, database, f"{driver}_role"))
    )

    await _is_recognised(error, "connection-leak")


@pytest.mark.parametrize("driver", ["psycopg", "asyncpg"])
@pytest.mark.parametrize("missing", ["socket", "database", "role"])
async def test_a_server_that_cannot_be_reached_is_no_problem_of_the_program(
    missing: str, driver: str, postgresql: Server, database: str
) -> None:
    url = postgresql.url(
        driver,
        "nowhere" if missing == "database" else database,
        "nobody" if missing == "role" else "postgres",
    )
    if missing == "socket":
        url = url.replace(f"port={postgresql.port}", "port=1")

    error = await _failure_of(_connected(url))

    told = "".join(traceback.format_exception(error))
    answer = await explain_problem(symptom=told)
    assert [one.evidence for one in answer.diagnoses] == []


async def test_a_deadlock_of_two_tasks(asyncpg: AsyncEngine) -> None:
    update = text("UPDATE team SET name = name WHERE id = :id")
    async with asyncpg.connect() as one, asyncpg.connect() as other:
        await one.execute(update, {"id": 1})
        await other.execute(update, {"id": 2})
        ends = await asyncio.gather(
            one.execute(update, {"id": 2}),
            other.execute(update, {"id": 1}),
            return_exceptions=True,
        )

    [error] = [end for end in ends if isinstance(end, BaseException)]
    await _is_recognised(error, "deadlock")


ENDED = text("SELECT pg_terminate_backend(:pid, 5000)")
OWN = text("SELECT pg_backend_pid()")


async def test_a_connection_that_the_server_ended(
    asyncpg: AsyncEngine, psycopg: Engine
) -> None:
    async with asyncpg.connect() as connection:
        pid = await connection.scalar(OWN)
    with psycopg.connect() as other:
        other.execute(ENDED, {"pid": pid})

    await _is_recognised(await _failure_of(_used(asyncpg)), "stale-connection")


async def test_a_session_that_was_ended_for_idling_in_a_transaction(
    psycopg: Engine,
) -> None:
    with psycopg.connect() as connection, psycopg.connect() as other:
        pid = connection.scalar(OWN)
        connection.execute(text("SET idle_in_transaction_session_timeout = '1ms'"))
        gone = text("SELECT count(*) FROM pg_stat_activity WHERE pid = :pid")
        while other.scalar(gone, {"pid": pid}):
            other.rollback()  # the view shows one state within a transaction
        with pytest.raises(Exception) as raised:
            connection.execute(OWN)

    # The server's last words are lost if the statement is sent to a closed socket.
    heard = "idle-in-transaction" in str(raised.value)
    await _is_recognised(
        raised.value, "idle-in-transaction" if heard else "stale-connection"
    )


async def test_one_connection_used_by_two_tasks(asyncpg: AsyncEngine) -> None:
    async with asyncpg.connect() as connection:
        raw = (await connection.get_raw_connection()).driver_connection
        assert raw
        ends = await asyncio.gather(
            raw.fetch("SELECT 1"), raw.fetch("SELECT 2"), return_exceptions=True
        )

    [error] = [end for end in ends if isinstance(end, BaseException)]
    await _is_recognised(error, "concurrent-session-use")


async def test_an_engine_in_a_second_event_loop(
    postgresql: Server, database: str
) -> None:
    engine = create_async_engine(postgresql.url("asyncpg", database))
    with ThreadPoolExecutor(1) as thread:
        error = thread.submit(_used_in_two_loops, engine).result()

    await _is_recognised(error, "event-loop-mismatch")


def _used_in_two_loops(engine: AsyncEngine) -> BaseException:
    with asyncio.Runner() as first, asyncio.Runner() as second:
        first.run(_used(engine))
        error = second.run(_failure_of(_used(engine)))
        first.run(engine.dispose())
    return error


async def test_psycopg_behind_a_pooler(pgbouncer: Server) -> None:
    engine = create_engine(pgbouncer.url("psycopg", pgbouncer.create_database()))
    with engine.connect() as one, engine.connect() as other:
        for _ in range(6):  # it prepares what it sees for the sixth time
            one.execute(text("SELECT 1"))
            one.commit()
        other.execute(text("SELECT 2"))
        with pytest.raises(Exception) as raised:
            one.execute(text("SELECT 1"))
    engine.dispose()

    await _is_recognised(raised.value, "pgbouncer-prepared-statements")


async def _connected(url: str) -> None:
    """Connects once, with the driver that the URL names."""
    if "asyncpg" not in url:
        create_engine(url, poolclass=NullPool).connect().close()
        return
    await _used(create_async_engine(url, poolclass=NullPool))


async def _used(engine: AsyncEngine) -> None:
    async with engine.connect() as connection:
        await connection.execute(OWN)


async def _failure_of(work: Awaitable[None]) -> BaseException:
    with pytest.raises(Exception) as raised:
        await work
    return raised.value


async def _is_recognised(error: BaseException, problem: str) -> None:
    told = "".join(traceback.format_exception(error))
    seen = await explain_problem(symptom=told)
    assert [one.problem for one in seen.diagnoses][:1] == [problem], told
