"""validate_snippet: what it says about defaults, and about types that SQLite lacks."""

import pytest
from mcp_server.results import Finding
from mcp_server.tools.validate_snippet import validate_snippet

pytestmark = pytest.mark.anyio

START = """\
import time, uuid
from datetime import UTC, date, datetime, timedelta
from sqlalchemy import Column, DateTime, Uuid
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlmodel import Field, Session, SQLModel, create_engine, select

engine = create_engine("{url}")
"""
MODEL = """\
class Visit(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    {field}

SQLModel.metadata.create_all(engine)
with Session(engine) as session:
    session.add_all([Visit(), Visit()])
    session.commit()
engine.dispose()
"""


async def _observed(code: str, url: str = "sqlite:///app.db") -> list[Finding]:
    result = await validate_snippet(code=START.format(url=url) + code)
    assert result.error is None, result.stderr
    return [one for one in result.findings if one.severity != "info"]


@pytest.mark.parametrize(
    "field",
    [
        "at: datetime = Field(default=datetime.now(UTC))",
        "at: datetime = datetime.now(UTC)",
        "at: datetime = Field(default=datetime.now(UTC).replace(microsecond=0))",
        "at: datetime = Field(default=datetime.now(UTC) + timedelta(days=30))",
        "at: datetime = Field(default=datetime.utcnow(), sa_type=DateTime)",
        "at: float = Field(default=time.time())",
        "at: str = Field(default=datetime.now(UTC).isoformat())",
    ],
)
async def test_a_moment_that_is_the_default_of_all_rows_is_a_finding(
    field: str,
) -> None:
    found = await _observed(MODEL.format(field=field))
    (shared,) = [one for one in found if one.problem == "shared-default"]

    assert shared.severity == "warning"
    assert "Visit.at got its default once" in shared.message
    assert "2 rows were stored with" in shared.message


async def test_a_key_that_is_the_default_of_all_rows_is_an_error() -> None:
    (found,) = await _observed(
        MODEL.replace("add_all([Visit(), Visit()])", "add(Visit())").format(
            field="code: uuid.UUID = Field(default=uuid.uuid4(), unique=True)"
        )
    )

    assert (found.problem, found.severity) == ("shared-default", "error")


async def test_a_column_of_plain_sqlalchemy_is_looked_at_too() -> None:
    code = """\
class Base(DeclarativeBase): pass
class Visit(Base):
    __tablename__ = "visit"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(default=datetime.now())
"""
    (found,) = await _observed(code)
    assert found.problem == "shared-default"

    assert await _observed(code.replace("datetime.now()", "datetime.now")) == []


@pytest.mark.parametrize(
    "field",
    [
        "at: datetime = Field(default_factory=lambda: datetime.now(UTC))",
        "at: datetime = Field(default=datetime(1970, 1, 1, tzinfo=UTC))",
        "at: datetime | None = None",
        "at: float = 1.5",
        'at: str = "a text that is as long as a time"',
        "tenant: uuid.UUID = uuid.UUID('6f1f1a36-1f4c-4f0e-9b59-0d3a3c1d8f10')",
    ],
)
async def test_a_fixed_default_or_a_function_is_none(field: str) -> None:
    assert await _observed(MODEL.format(field=field)) == []


UUIDS = "code: uuid.UUID = Field(default_factory=uuid.uuid4, sa_type={type})"


async def test_a_uuid_type_of_postgresql_is_none_of_sqlite() -> None:
    code = MODEL.format(field=UUIDS.format(type="postgresql.UUID(as_uuid=True)"))
    (found,) = await _observed(code)

    assert (found.problem, found.severity) == (
        "uuid-postgres-type-on-sqlite",
        "warning",
    )
    assert "visit.code" in found.message
    assert await _observed(code, "postgresql+psycopg://u:p@db.test/app") == []


async def test_a_uuid_type_of_every_database_is_none() -> None:
    assert await _observed(MODEL.format(field=UUIDS.format(type="Uuid"))) == []


async def test_an_enum_with_other_labels_in_the_database_is_named() -> None:
    code = """\
from enum import StrEnum
from sqlmodel import text
class Size(StrEnum):
    SMALL = "small"
class Box(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    size: Size
SQLModel.metadata.create_all(engine)
with engine.begin() as connection:
    connection.execute(text("INSERT INTO box (size) VALUES ('small')"))
with Session(engine) as session:
    session.exec(select(Box)).all()
"""
    result = await validate_snippet(code=START.format(url="sqlite:///app.db") + code)

    assert result.error is not None
    assert (result.error.type, result.error.problem) == (
        "LookupError",
        "enum-stored-by-name",
    )
