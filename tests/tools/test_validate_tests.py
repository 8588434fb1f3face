"""validate_snippet runs test modules by pytest, in the process that it observes."""

import pytest
from mcp_server.results import Validation
from mcp_server.tools.validate_snippet import validate_snippet

pytestmark = pytest.mark.anyio

APP = """\
import pytest
from fastapi import Depends, FastAPI
from fastapi.testclient import TestClient
from sqlalchemy.pool import StaticPool
from sqlmodel import Field, Session, SQLModel, create_engine, select

app = FastAPI()

class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str

def get_session():
    raise RuntimeError("the real database")

@app.get("/heroes")
def heroes(session: Session = Depends(get_session)) -> list[Hero]:
    return session.exec(select(Hero).order_by(Hero.id).limit(100)).all()

@pytest.fixture(name="session")
def session_fixture():
    arguments = {"check_same_thread": False}
    engine = create_engine("sqlite://", connect_args=arguments, poolclass=StaticPool)
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        yield session

@pytest.fixture
def client(session):
    app.dependency_overrides[get_session] = lambda: session
    yield TestClient(app)
    app.dependency_overrides.clear()
"""
PASSING = """\
def test_heroes(client, session):
    session.add(Hero(name="a"))
    session.commit()
    assert client.get("/heroes").json() == [{"id": 1, "name": "a"}]
"""


async def _run(code: str) -> Validation:
    return await validate_snippet(code=code, detail="full")


async def test_tests_with_fixtures_are_run_and_their_statements_have_lines() -> None:
    result = await _run(APP + PASSING)

    assert (result.error, result.status, result.findings) == (None, "passed", [])
    assert result.assumed == ["run by pytest: 1 passed"]
    lines = {group.sql[:11]: group.line for group in result.statements.groups}
    assert lines["INSERT INTO"] == len(APP.splitlines()) + 3
    assert lines["SELECT hero"] == 18
    assert (result.stdout, result.stderr) == ("", "")


async def test_a_failing_test_is_the_failure_of_the_snippet_with_its_line() -> None:
    code = "def test_a():\n    x = 2\n    assert x == 3\n\ndef test_b(): pass\n"
    result = await _run(code)

    assert (result.status, result.ok) == ("failed", False)
    assert result.error is not None
    assert (result.error.type, result.error.line) == ("AssertionError", 3)
    assert result.error.message == "assert 2 == 3"
    assert result.assumed == ["run by pytest: 1 passed, 1 failed (test_a)"]


async def test_tests_that_the_program_calls_itself_are_left_to_it() -> None:
    result = await _run("def test_a():\n    print('b')\n\ntest_a()\n")

    assert (result.stdout, result.assumed) == ("b\n", [])


async def test_an_endpoint_that_is_named_as_a_test_is_none() -> None:
    code = (
        "from fastapi import FastAPI\n\napp = FastAPI()\n\n"
        "@app.get('/test')\ndef test_me(q: str) -> str: return q\n\n"
        "print(__name__)\n"
    )
    result = await _run(code)

    assert result.stdout == "__main__\n"
    assert not any("pytest" in one for one in result.assumed)


async def test_coroutine_tests_run_under_whichever_plugin_they_were_written_for() -> (
    None
):
    code = """\
import pytest
import pytest_asyncio
from httpx import ASGITransport, AsyncClient
from fastapi import FastAPI

app = FastAPI()

@app.get("/")
async def root() -> int:
    return 1

@pytest_asyncio.fixture
async def client():
    transport = ASGITransport(app=app)
    async with AsyncClient(transport=transport, base_url="http://t") as client:
        yield client

@pytest.mark.asyncio
async def test_a(client):
    assert (await client.get("/")).json() == 1

@pytest.mark.anyio
async def test_b(client):
    assert (await client.get("/")).json() == 1

async def test_c(): ...
"""
    result = await _run(code)

    assert result.error is None, result.stderr
    assert "run by pytest: 3 passed" in result.assumed


async def test_skipped_and_expected_failures_are_no_failure() -> None:
    code = (
        "import pytest\n\n@pytest.mark.skip\ndef test_a(): assert 0\n\n"
        "@pytest.mark.xfail\ndef test_b(): assert 0\n\n"
        "@pytest.mark.parametrize('n', [1, 2])\ndef test_c(n): assert n\n"
    )
    result = await _run(code)

    assert result.status == "passed"
    assert result.assumed == ["run by pytest: 2 passed, 1 skipped, 1 xfailed"]


async def test_an_error_while_the_module_is_loaded_has_its_line() -> None:
    result = await _run("import nowhere\n\ndef test_a(): pass\n")

    assert result.error is not None
    assert (result.error.type, result.error.line) == ("ModuleNotFoundError", 1)


async def test_cases_of_unittest_are_run() -> None:
    case = (
        "class T(unittest.TestCase):\n    def test_a(self): self.assertEqual(1, {})\n"
    )
    passed = await _run("import unittest\n\n" + case.format(1))
    failed = await _run("import unittest\n\n" + case.format(2))

    assert (passed.status, failed.status) == ("passed", "failed")
    assert failed.error is not None
    assert (failed.error.message, failed.error.line) == ("1 != 2", 4)


async def test_fixtures_that_the_page_shows_elsewhere_are_supplied() -> None:
    code = (
        "class Hero(SQLModel, table=True):\n"
        "    id: int | None = Field(default=None, primary_key=True)\n\n"
        "def test_a(session: Session, client: TestClient):\n"
        "    session.add(Hero())\n    session.commit()\n"
        "    assert client.get('/heroes').status_code == 404\n"
    )
    without = await _run(code)
    assert "not called, for want of arguments: test_a" in without.assumed
    result = await _run("app = FastAPI()\n\n" + code)

    assert result.error is None, result.stderr
    assert "run by pytest: 1 passed" in result.assumed


async def test_tests_of_a_package_use_its_conftest() -> None:
    files = {
        "app/__init__.py": "",
        "app/db.py": "name = 'a'\n",
        "tests/conftest.py": "import pytest\nfrom app import db\n\n"
        "@pytest.fixture\ndef db_name(): return db.name\n",
        "tests/test_db.py": "def test_a(db_name): assert db_name == 'a'\n",
    }
    result = await validate_snippet(files=files, entry="tests/test_db.py")

    assert result.error is None, result.stderr
    assert result.assumed == ["run by pytest: 1 passed"]
