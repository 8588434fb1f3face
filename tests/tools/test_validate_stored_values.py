"""validate_snippet: what it says about values that come back different."""

import pytest
from mcp_server.results import Finding
from mcp_server.tools.validate_snippet import validate_snippet

pytestmark = pytest.mark.anyio

MODEL = """\
import asyncio, enum
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from pydantic import NaiveDatetime
from sqlalchemy import DateTime, Float, event
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.ext.mutable import MutableDict
from sqlalchemy.orm.attributes import flag_modified
from sqlmodel import JSON, Enum, Field, Session, SQLModel, create_engine, select
from sqlmodel.ext.asyncio.session import AsyncSession

class Size(enum.Enum):
    SMALL = "s"

class Same(enum.Enum):
    SMALL = "SMALL"

class Row(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    value: {type} = Field({field})

engine = create_engine("sqlite:///app.db")
SQLModel.metadata.create_all(engine)
"""
STORE = """\
with Session(engine) as session:
    session.add(Row(value={value}))  # stored
    session.commit()
"""
JSON = MODEL.format(type="dict[str, Any]", field="default_factory=dict, sa_type=JSON")
CHANGE = """\
with Session(engine) as session:
    row = session.get(Row, 1)
    row.value["b"] = 2
    session.add(row)
    session.commit()  # lost
"""


async def _findings(code: str) -> list[Finding]:
    result = await validate_snippet(code=code)
    assert result.error is None
    return result.findings


async def _stored(type_: str, field: str, value: str) -> list[tuple[str | None, str]]:
    """Problem and severity of every finding at the line that stores the value."""
    code = MODEL.format(type=type_, field=field) + STORE.format(value=value)
    line = 1 + [one.endswith("# stored") for one in code.splitlines()].index(True)
    findings = await _findings(code)
    assert all(one.line == line for one in findings)
    return [(one.problem, one.severity) for one in findings]


@pytest.mark.parametrize(
    ("field", "value", "severity"),
    [
        ("sa_type=DateTime", "datetime.now(UTC)", "warning"),
        ("sa_type=DateTime(timezone=True)", "datetime.now(UTC)", "info"),
        (
            "sa_type=DateTime(timezone=True)",
            "datetime.now(timezone(timedelta(hours=2)))",
            "error",
        ),
    ],
)
async def test_a_datetime_that_loses_its_zone_is_a_finding(
    field: str, value: str, severity: str
) -> None:
    found = await _stored("datetime", field, value)

    assert found == [("naive-aware-datetime", severity)]


async def test_datetimes_that_come_back_as_they_were_are_none() -> None:
    assert await _stored("datetime", "", "datetime.now(UTC)") == []
    assert await _stored("NaiveDatetime", "", "datetime.now()") == []


async def test_a_server_keeps_the_zone_of_a_column_with_one() -> None:
    code = MODEL.format(type="datetime", field="sa_type=DateTime(timezone=True)")
    code = code.replace("sqlite:///app.db", "postgresql+psycopg://u:p@db.test/app")

    assert await _findings(code + STORE.format(value="datetime.now(UTC)")) == []


async def test_an_amount_that_is_rounded_or_becomes_a_float_is_a_finding() -> None:
    money = "max_digits=8, decimal_places=2"
    found = [("decimal-precision", "warning")]

    assert await _stored("Decimal", money, "Decimal('9.999')") == found
    assert await _stored("Decimal", "sa_type=Float", "Decimal('0.1')") == found
    assert await _stored("Decimal", money, "Decimal('9.9')") == []


async def test_an_enum_that_is_stored_by_name_is_worth_knowing() -> None:
    values = "sa_type=Enum(Size, values_callable=lambda e: [m.value for m in e])"
    found = [("enum-stored-by-name", "info")]

    assert await _stored("Size", "", "Size.SMALL") == found
    assert await _stored("Size", values, "Size.SMALL") == []
    assert await _stored("Same", "", "Same.SMALL") == []


async def test_a_value_that_its_type_cannot_read_again_is_an_error() -> None:
    found = await _stored("Size", "", "'huge'")

    assert found == [("table-skips-validation", "error")]


async def test_json_that_comes_back_as_another_type_is_worth_knowing() -> None:
    field, found = "sa_type=JSON", [("json-roundtrip", "info")]

    assert await _stored("dict[str, Any]", field, "{'a': {1: 2}}") == found
    assert await _stored("list[Any]", field, "[(1, 2)]") == found
    assert await _stored("dict[str, Any]", field, "{'a': [1, None, 1.5, 'b']}") == []


async def test_reading_back_is_seen_by_no_listener_of_the_program() -> None:
    listener = """\
seen = []
@event.listens_for(engine, "before_cursor_execute")
def count(*arguments):
    seen.append(arguments[2])
"""
    code = JSON + listener + STORE.format(value="{}") + "assert len(seen) == 1, seen\n"

    assert await _findings(code) == []


async def test_json_that_is_changed_in_place_is_lost() -> None:
    code = JSON + STORE.format(value="{}") + CHANGE
    (finding,) = await _findings(code)

    assert (finding.problem, finding.severity) == ("json-mutation-untracked", "error")
    assert finding.line == len(code.splitlines())
    assert "Row.value of 1 row was changed in place" in finding.message


@pytest.mark.parametrize(
    "change",
    [
        'row.value = {**row.value, "b": 2}',
        'row.value["b"] = 2; flag_modified(row, "value")',
        "print(row.value)",
    ],
)
async def test_json_that_is_assigned_or_announced_is_saved(change: str) -> None:
    code = STORE.format(value="{}") + CHANGE.replace('row.value["b"] = 2', change)

    assert await _findings(JSON + code) == []


async def test_a_mutable_type_tracks_the_first_level_only() -> None:
    mutable = JSON.replace("sa_type=JSON", "sa_type=MutableDict.as_mutable(JSON())")
    stored = STORE.format(value='{"a": {}}')

    assert await _findings(mutable + stored + CHANGE) == []
    deeper = CHANGE.replace('row.value["b"]', 'row.value["a"]["b"]')
    (finding,) = await _findings(mutable + stored + deeper)
    assert finding.problem == "json-mutation-untracked"


async def test_values_that_async_code_stores_are_read_back_too() -> None:
    code = """\
async def main():
    engine = create_async_engine("sqlite+aiosqlite:///app.db")
    async with AsyncSession(engine, expire_on_commit=False) as session:
        row = Row(value={"a": (1,)})
        session.add(row)
        await session.commit()
        row.value["b"] = 2
        await session.commit()
    await engine.dispose()

asyncio.run(main())
"""
    found = [one.problem for one in await _findings(JSON + code)]
    assert found == ["json-mutation-untracked", "json-roundtrip"]
