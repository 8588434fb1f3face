"""validate_snippet: columns by which rows are looked for, and that have no index."""

import pytest
from mcp_server.results import Finding
from mcp_server.tools.validate_snippet import validate_snippet

pytestmark = pytest.mark.anyio

MODELS = """\
from sqlalchemy.orm import aliased
from sqlmodel import Field, Relationship, Session, SQLModel, create_engine, select

class Team(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    heroes: list["Hero"] = Relationship(back_populates="team")

class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    age: int = 0
    name: str = Field(default="", index=True)
    team_id: int | None = Field(default=None, foreign_key="team.id", index=True)
    team: Team | None = Relationship(back_populates="heroes")

engine = create_engine("sqlite:///app.db")
SQLModel.metadata.create_all(engine)
session = Session(engine)
"""
WITHOUT = MODELS.replace(", index=True)\n    team:", ")\n    team:")
"""The same models, and the foreign key has no index."""
LAST = len(MODELS.splitlines()) + 1


async def _found(query: str, models: str = MODELS) -> list[Finding]:
    result = await validate_snippet(code=f"{models}{query}\nsession.close()\n")
    assert result.status == "passed", result.error
    assert {one.severity for one in result.findings} <= {"info"}
    return [one for one in result.findings if one.problem == "missing-index"]


@pytest.mark.parametrize(
    "query",
    [
        "session.exec(select(Hero).where(Hero.age > 5)).all()",
        "h = aliased(Hero); session.exec(select(h).where(h.age == 5)).all()",
        "session.exec(select(Team).join(Hero).where(Hero.age == 5)).all()",
        "session.exec(select(Hero).order_by(Hero.age).limit(5)).all()",
        "session.exec(select(Hero).where(Hero.age.in_([1, 2]))).all()",
    ],
)
async def test_a_scan_for_a_column_without_index_is_a_remark(query: str) -> None:
    (finding,) = await _found(query)

    assert (finding.line, finding.evidence) == (LAST, "observed")
    assert "hero: age has no index" in finding.message
    assert finding.fix and "index=True" in finding.fix


@pytest.mark.parametrize(
    "query",
    [
        "session.exec(select(Hero).where(Hero.name == 'x')).all()",
        "session.get(Hero, 1)",
        "session.exec(select(Hero)).all()",
        "session.exec(select(Hero).order_by(Hero.name).limit(5)).all()",
        "session.exec(select(Hero, Team).join(Team)).all()",
        "session.exec(select(Hero).where(Hero.name.contains('x'))).all()",
    ],
)
async def test_what_an_index_serves_or_none_could_serve_is_no_remark(
    query: str,
) -> None:
    assert await _found(query) == []


async def test_a_foreign_key_without_index_is_told_at_its_class() -> None:
    (finding,) = await _found("", WITHOUT)

    assert finding.evidence == "static"
    lines = MODELS.splitlines()
    assert finding.line == lines.index("class Hero(SQLModel, table=True):") + 5
    assert "foreign key Hero.team_id" in finding.message
    assert finding.rule == "SQM004"


async def test_a_lazy_load_without_index_is_told_once_at_its_line() -> None:
    seed = "session.add(Team(heroes=[Hero()]))\nsession.commit()\n"
    (finding,) = await _found(seed + "len(session.get(Team, 1).heroes)", WITHOUT)

    assert finding.line == LAST + 2


async def test_an_asynchronous_engine_is_looked_at_as_well() -> None:
    code = (
        MODELS.split("engine =", maxsplit=1)[0]
        + """\
import asyncio
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel.ext.asyncio.session import AsyncSession

async def main() -> None:
    engine = create_async_engine("sqlite+aiosqlite:///app.db")
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    async with AsyncSession(engine) as session:
        await session.exec(select(Hero).where(Hero.age > 5))
    await engine.dispose()

asyncio.run(main())
"""
    )
    result = await validate_snippet(code=code)

    assert result.status == "passed", result.error
    assert [one.problem for one in result.findings] == ["missing-index"]
