"""validate_snippet: the rows with which endpoints are tried."""

import pytest
from mcp_server.results import HttpRequest
from mcp_server.tools.validate_snippet import validate_snippet
from tests.tools.items import ENGINE, MODEL, READ, TABLES, run, statuses

pytestmark = pytest.mark.anyio

MEMORY = """\
engine = create_engine(
    "sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False}
)
"""


async def test_tables_that_the_program_creates_are_seeded() -> None:
    result = await run(
        MODEL, ENGINE, TABLES, "app = FastAPI()\n@app.get('/items')\n", READ
    )

    assert (result.ok, result.findings) == (True, [])
    assert result.assumed == ["rows were seeded: 6 Item"]
    assert statuses(result) == {"GET /items": 200}


async def test_tables_that_nobody_creates_are_created_and_it_is_said() -> None:
    result = await run(MODEL, ENGINE, "app = FastAPI()\n@app.get('/items')\n", READ)

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
    result = await run("from fastapi import Request\n", MODEL, ENGINE, lifespan, READ)

    assert (result.findings, result.assumed) == ([], ["rows were seeded: 6 Item"])
    assert statuses(result) == {"GET /items": 200, "GET /word": 200}


async def test_a_database_in_memory_with_one_connection_is_seeded() -> None:
    result = await run(
        MODEL, MEMORY, TABLES, "app = FastAPI()\n@app.get('/items')\n", READ
    )

    assert (result.findings, result.assumed) == ([], ["rows were seeded: 6 Item"])


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
    result = await run(MODEL, code, engine)

    assert (result.findings, result.assumed) == ([], ["rows were seeded: 6 Item"])
    assert statuses(result) == {"GET /items": 200, "POST /items": 200}


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
    result = await run(MODEL, ENGINE, code)

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
    result = await run(MODEL, ENGINE, code)

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
    result = await run(MODEL, ENGINE, code)

    assert (result.ok, result.findings) == (True, [])
    assert result.assumed == [
        "no rows were seeded in post: a response model rejected them",
        "rows were seeded: 6 Item",
    ]


async def test_tables_are_there_before_the_requests_that_are_asked_for() -> None:
    code = MODEL + ENGINE + "app = FastAPI()\n@app.get('/items')\n" + READ
    result = await validate_snippet(
        code=code, detail="full", requests=[HttpRequest(path="/items")]
    )

    asked = [one for one in result.requests if one.probe == "asked"]
    assert [(one.status, one.statements) for one in asked] == [(200, 1)]
