"""validate_snippet: finds the application, starts it and fills its tables."""

import pytest
from mcp_server.results import HttpRequest, Limits, Validation
from mcp_server.tools.validate_snippet import validate_snippet

pytestmark = pytest.mark.anyio

MODEL = """\
from fastapi import APIRouter, Depends, FastAPI, HTTPException
from sqlalchemy.pool import StaticPool
from sqlmodel import Field, Session, SQLModel, create_engine, select

class Item(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=20)
"""
ENGINE = 'engine = create_engine("sqlite:///items.db")\n'
MEMORY = """\
engine = create_engine(
    "sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False}
)
"""
READ = """\
def read():
    with Session(engine) as session:
        return session.exec(select(Item).order_by(Item.id).limit(100)).all()
"""
TABLES = "SQLModel.metadata.create_all(engine)\n"


async def _run(*parts: str) -> Validation:
    return await validate_snippet(code="".join(parts), detail="full")


def _statuses(result: Validation) -> dict[str, int | None]:
    return {f"{one.method} {one.path}": one.status for one in result.requests}


async def test_tables_that_the_program_creates_are_seeded() -> None:
    result = await _run(
        MODEL, ENGINE, TABLES, "app = FastAPI()\n@app.get('/items')\n", READ
    )

    assert (result.ok, result.findings) == (True, [])
    assert result.assumed == ["rows were seeded: 6 Item"]
    assert _statuses(result) == {"GET /items": 200}


async def test_tables_that_nobody_creates_are_created_and_it_is_said() -> None:
    result = await _run(MODEL, ENGINE, "app = FastAPI()\n@app.get('/items')\n", READ)

    assert result.findings == []
    assert "tables were created: item" in result.assumed


async def test_a_lifespan_creates_its_tables_itself() -> None:
    lifespan = """\
from contextlib import asynccontextmanager

@asynccontextmanager
async def lifespan(app):
    SQLModel.metadata.create_all(engine)
    yield {"word": "hello"}

app = FastAPI(lifespan=lifespan)

@app.get("/word")
def word(request: Request) -> str:
    return request.state.word

@app.get("/items")
"""
    result = await _run("from fastapi import Request\n", MODEL, ENGINE, lifespan, READ)

    assert (result.findings, result.assumed) == ([], ["rows were seeded: 6 Item"])
    assert _statuses(result) == {"GET /items": 200, "GET /word": 200}


async def test_a_database_in_memory_with_one_connection_is_seeded() -> None:
    result = await _run(
        MODEL, MEMORY, TABLES, "app = FastAPI()\n@app.get('/items')\n", READ
    )

    assert (result.findings, result.assumed) == ([], ["rows were seeded: 6 Item"])


async def test_a_database_in_memory_that_threads_do_not_share_is_found() -> None:
    result = await _run(
        MODEL,
        'engine = create_engine("sqlite://")\n',
        TABLES,
        "app = FastAPI()\n@app.get('/items')\n",
        READ,
    )

    assert "sqlite-memory-no-such-table" in {one.problem for one in result.findings}
    assert not result.ok


@pytest.mark.parametrize("url", ["sqlite+aiosqlite://", "postgresql+asyncpg://h/shop"])
async def test_async_applications_are_seeded_and_called(url: str) -> None:
    code = """\
from contextlib import asynccontextmanager
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel.ext.asyncio.session import AsyncSession

@asynccontextmanager
async def lifespan(app):
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    yield
    await engine.dispose()

async def get_session():
    async with AsyncSession(engine, expire_on_commit=False) as session:
        yield session

app = FastAPI(lifespan=lifespan)

@app.get("/items")
async def read(session: AsyncSession = Depends(get_session)):
    return (await session.exec(select(Item).order_by(Item.id).limit(100))).all()

@app.post("/items")
async def create(name: str, session: AsyncSession = Depends(get_session)) -> Item:
    item = Item(name=name)
    session.add(item)
    await session.commit()
    return item
"""
    options = "" if url.startswith("sqlite") else ", pool_pre_ping=True"
    engine = f'engine = create_async_engine("{url}"{options})\n'
    result = await _run(MODEL, code, engine)

    assert (result.findings, result.assumed) == ([], ["rows were seeded: 6 Item"])
    assert _statuses(result) == {"GET /items": 200, "POST /items": 200}


async def test_routers_without_an_application_get_one() -> None:
    code = """\
inner = APIRouter(prefix="/items")
outer = APIRouter(prefix="/api")

@inner.get("")
"""
    result = await _run(MODEL, ENGINE, code, READ, "outer.include_router(inner)\n")

    assert "an application was made that includes outer" in result.assumed
    assert _statuses(result) == {"GET /api/items": 200}


async def test_a_factory_is_called_and_a_mounted_application_is_no_other() -> None:
    code = """\
def create_app(debug: bool = False) -> FastAPI:
    app = FastAPI(debug=debug)
    app.add_api_route("/items", read)
    return app
"""
    mounted = "app = create_app()\nsub = FastAPI()\napp.mount('/sub', sub)\n"
    result = await _run(MODEL, ENGINE, READ, code)
    with_sub = await _run(MODEL, ENGINE, READ, code, mounted)

    assert "the application is that of create_app()" in result.assumed
    assert _statuses(result) == _statuses(with_sub) == {"GET /items": 200}
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
    result = await _run(MODEL, ENGINE, code)

    assert (result.ok, result.findings) == (True, [])
    assert _statuses(result) == {"GET /items": 200}
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
    result = await _run(MODEL, ENGINE, code, READ)

    assert result.findings == []
    assert "not exercised: needs authorization: GET /me" in result.assumed


async def test_what_engines_echo_and_endpoints_print_is_left_out() -> None:
    result = await _run(
        "print('program')\n",
        MODEL,
        ENGINE.replace('db")', 'db", echo=True)'),
        "app = FastAPI()\n@app.get('/items')\n",
        READ.replace("def read():\n", "def read():\n    print('x' * 100_000)\n"),
    )

    assert (result.status, result.stdout) == ("passed", "program\n")


async def test_rows_of_every_kind_of_model_are_seeded() -> None:
    code = """\
import enum, uuid
from datetime import date, datetime, timedelta
from decimal import Decimal
from sqlalchemy import JSON, DateTime
from sqlmodel import Relationship

class Color(enum.Enum):
    RED = "red"
    BLUE = "blue"

class Link(SQLModel, table=True):
    tag_id: uuid.UUID = Field(foreign_key="tag.id", primary_key=True)
    thing_id: int = Field(foreign_key="thing.id", primary_key=True, index=True)

class Tag(SQLModel, table=True):
    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    name: str = Field(unique=True, min_length=3, max_length=4)

class Thing(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    parent_id: int | None = Field(default=None, foreign_key="thing.id", index=True)
    color: Color
    price: Decimal = Field(max_digits=4, decimal_places=2, gt=0)
    made: datetime
    local: datetime = Field(sa_type=DateTime)
    day: date
    took: timedelta
    photo: bytes
    extra: dict = Field(sa_type=JSON)
    words: list[str] = Field(sa_type=JSON)
    flag: bool
    ratio: float = Field(ge=0, le=1)

class Twin(SQLModel, table=True):
    thing_id: int = Field(foreign_key="thing.id", primary_key=True)

SQLModel.metadata.create_all(engine)
app = FastAPI()

@app.get("/counts")
def counts() -> list[int]:
    with Session(engine) as session:
        tables = (Tag, Thing, Link, Twin)
        return [len(session.exec(select(one).limit(99)).all()) for one in tables]
"""
    result = await _run(MODEL, ENGINE, code)

    assert result.ok
    (seeded,) = [one for one in result.assumed if one.startswith("rows were seeded")]
    assert seeded == "rows were seeded: 6 Item, 6 Tag, 6 Thing, 12 Link, 6 Twin"


async def test_rows_are_what_the_models_of_bodies_and_answers_admit() -> None:
    code = """\
from typing import Literal

class Post(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    kind: str
    note: str | None = None

class PostCreate(SQLModel):
    kind: Literal["news", "blog"]

class PostPublic(PostCreate):
    note: str

SQLModel.metadata.create_all(engine)
app = FastAPI()

@app.post("/posts", status_code=204)
def create(post: PostCreate) -> None: ...

@app.get("/posts", response_model=list[PostPublic])
def posts():
    with Session(engine) as session:
        return session.exec(select(Post).order_by(Post.id).limit(100)).all()
"""
    result = await _run(MODEL, ENGINE, code)

    assert (result.ok, result.findings) == (True, [])
    assert result.assumed == ["rows were seeded: 6 Item, 6 Post"]


async def test_rows_that_a_response_model_rejects_are_taken_back() -> None:
    code = """\
from pydantic import BaseModel, field_validator

class Post(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    kind: str

class Shown(BaseModel):
    kind: str

    @field_validator("kind")
    @classmethod
    def check(cls, kind: str) -> str:
        if kind not in {"news", "blog"}:
            raise ValueError("no such kind")
        return kind

SQLModel.metadata.create_all(engine)
app = FastAPI()

@app.get("/posts", response_model=list[Shown])
def posts():
    with Session(engine) as session:
        return session.exec(select(Post).order_by(Post.id).limit(100)).all()
"""
    result = await _run(MODEL, ENGINE, code)

    assert (result.ok, result.findings) == (True, [])
    assert result.assumed == [
        "no rows were seeded in post: a response model rejected them",
        "rows were seeded: 6 Item",
    ]


async def test_a_start_up_that_fails_is_a_finding() -> None:
    code = """\
from contextlib import asynccontextmanager

@asynccontextmanager
async def lifespan(app):
    raise ValueError("no settings")
    yield

app = FastAPI(lifespan=lifespan)
"""
    result = await _run(MODEL, code)

    (finding,) = result.findings
    assert (finding.problem, finding.severity) == ("startup-failed", "error")
    assert finding.line == len(MODEL.splitlines()) + 5
    assert finding.message == "The application did not start: ValueError: no settings."


async def test_a_stream_without_an_end_does_not_keep_the_run() -> None:
    code = """\
from fastapi.responses import StreamingResponse

app = FastAPI()

@app.get("/events")
def events():
    return StreamingResponse(b"x" * 1000 for _ in iter(int, 1))
"""
    result = await _run(MODEL, code)

    assert (result.status, result.findings) == ("passed", [])
    assert _statuses(result) == {"GET /events": 200}


async def test_a_request_that_is_never_answered_is_told_and_left() -> None:
    code = """\
import asyncio
app = FastAPI()

@app.get("/wait")
async def wait():
    await asyncio.Event().wait()
"""
    result = await _run(MODEL, code)

    (finding,) = result.findings
    assert (result.status, finding.problem) == ("passed", "request-hangs")
    assert finding.message == "GET /wait was not answered in 2 s."


async def test_an_endpoint_that_loops_for_ever_ends_the_run_with_its_name() -> None:
    code = """\
app = FastAPI()

@app.get("/loop")
def loop():
    while True:
        pass
"""
    result = await validate_snippet(code=MODEL + code, limits=Limits(cpu_seconds=3))

    assert result.status == "timed-out"
    assert {"request-hangs"} == {one.problem for one in result.findings}


@pytest.mark.parametrize("leave", ["sys.exit(3)", "exit(0)", "raise KeyboardInterrupt"])
async def test_an_endpoint_that_exits_does_not_end_the_run(leave: str) -> None:
    code = f"""\
import sys
app = FastAPI()

@app.get("/leave")
def leave():
    {leave}

@app.get("/stay")
def stay() -> int:
    return 1
"""
    result = await _run(MODEL, code)

    assert result.status == "passed"
    assert _statuses(result) == {"GET /leave": None, "GET /stay": 200}


async def test_an_endpoint_that_kills_its_process_is_no_success() -> None:
    code = "import os\napp = FastAPI()\napp.get('/')(lambda: os._exit(0))\n"

    assert (await _run(MODEL, code)).status == "failed"


async def test_requests_to_no_application_are_said_to_be_unsent() -> None:
    result = await validate_snippet(code="x = 1", requests=[HttpRequest(path="/")])

    assert result.assumed == ["requests not sent: there is no application"]


async def test_tables_are_there_before_the_requests_that_are_asked_for() -> None:
    code = MODEL + ENGINE + "app = FastAPI()\n@app.get('/items')\n" + READ
    result = await validate_snippet(
        code=code, detail="full", requests=[HttpRequest(path="/items")]
    )

    asked = [one for one in result.requests if one.probe == "asked"]
    assert [(one.status, one.statements) for one in asked] == [(200, 1)]
