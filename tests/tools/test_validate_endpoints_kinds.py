"""validate_snippet: finds the application, starts it and fills its tables."""

import pytest
from mcp_server.tools.validate_snippet import validate_snippet
from tests.tools.items import ENGINE, MODEL, READ, TABLES, run, statuses

pytestmark = pytest.mark.anyio


async def test_a_database_in_memory_that_threads_do_not_share_is_found() -> None:
    result = await run(
        MODEL,
        'engine = create_engine("sqlite://")\n',
        TABLES,
        "app = FastAPI()\n@app.get('/items')\n",
        READ,
    )

    assert "sqlite-memory-no-such-table" in {one.problem for one in result.findings}
    assert not result.ok


async def test_routers_without_an_application_get_one() -> None:
    code = """\
inner = APIRouter(prefix="/items")
outer = APIRouter(prefix="/api")

@inner.get("")
"""
    result = await run(MODEL, ENGINE, code, READ, "outer.include_router(inner)\n")

    assert "an application was made that includes outer" in result.assumed
    assert statuses(result) == {"GET /api/items": 200}


async def test_a_factory_is_called_and_a_mounted_application_is_no_other() -> None:
    code = """\
def create_app(debug: bool = False) -> FastAPI:
    app = FastAPI(debug=debug)
    app.add_api_route("/items", read)
    return app
"""
    mounted = "app = create_app()\nsub = FastAPI()\napp.mount('/sub', sub)\n"
    result = await run(MODEL, ENGINE, READ, code)
    with_sub = await run(MODEL, ENGINE, READ, code, mounted)

    assert "the application is that of create_app()" in result.assumed
    assert statuses(result) == statuses(with_sub) == {"GET /items": 200}
    assert "application" not in " ".join(with_sub.assumed)


async def test_an_application_in_several_files_is_found() -> None:
    result = await validate_snippet(
        files={
            "app/__init__.py": "",
            "app/db.py": MODEL + ENGINE,
            "app/main.py": "from app.db import *\napp = FastAPI()\n"
            "@app.get('/items')\n" + READ.replace(".limit(100)", ""),
            "run.py": "import app.main\n",
        },
        entry="run.py",
        detail="full",
    )

    (finding,) = result.findings
    assert (finding.problem, finding.file) == ("unbounded-select", "app/main.py")
    assert (finding.severity, finding.line) == ("info", 3)


async def test_dependencies_that_are_overridden_stay_so() -> None:
    code = """\
def get_engine():
    raise RuntimeError("no production database here")

app = FastAPI()

@app.get("/items")
def read(engine=Depends(get_engine)):
    with Session(engine) as session:
        return session.exec(select(Item).order_by(Item.id).limit(100)).all()

tests = create_engine("sqlite:///tests.db")
app.dependency_overrides[get_engine] = lambda: tests
"""
    result = await run(MODEL, ENGINE, code)

    assert (result.ok, result.findings) == (True, [])
    assert statuses(result) == {"GET /items": 200}
    assert result.requests[0].statements == 1


async def test_what_needs_authorization_is_said_and_is_no_finding() -> None:
    code = """\
from fastapi.security import OAuth2PasswordBearer

app = FastAPI()
scheme = OAuth2PasswordBearer(tokenUrl="token")

@app.get("/me")
def me(token: str = Depends(scheme)):
    raise ValueError

@app.get("/items")
"""
    result = await run(MODEL, ENGINE, code, READ)

    assert result.findings == []
    assert "not exercised: needs authorization: GET /me" in result.assumed


async def test_what_engines_echo_and_endpoints_print_is_left_out() -> None:
    result = await run(
        "print('program')\n",
        MODEL,
        ENGINE.replace('db")', 'db", echo=True)'),
        "app = FastAPI()\n@app.get('/items')\n",
        READ.replace("def read():\n", "def read():\n    print('x' * 100_000)\n"),
    )

    assert (result.status, result.stdout) == ("passed", "program\n")
