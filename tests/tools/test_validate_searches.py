"""validate_snippet: texts that are searched for, and searches of large tables."""

import pytest
from mcp_server.results import Finding
from mcp_server.tools.validate_snippet import validate_snippet

pytestmark = pytest.mark.anyio

MODELS = """\
from sqlmodel import Field, Session, SQLModel, col, create_engine, insert, select

class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    age: int = 0

engine = create_engine("sqlite:///app.db")
SQLModel.metadata.create_all(engine)
session = Session(engine)
"""
FILL = """\
rows = [{{"name": f"hero {{n}}", "age": n}} for n in range({rows})]
session.exec(insert(Hero), params=rows)
"""


async def _found(code: str, problem: str) -> list[Finding]:
    result = await validate_snippet(code=f"{MODELS}{code}\nsession.close()\n")
    assert result.status == "passed", result.error
    return [one for one in result.findings if one.problem == problem]


@pytest.mark.parametrize(
    "condition",
    [
        "col(Hero.name).contains('50%')",
        "col(Hero.name).startswith('a_b')",
        "col(Hero.name).icontains('100%')",
        "Hero.age == 5, col(Hero.name).endswith('_')",
        "col(Hero.name).contains('a'), col(Hero.name).contains('_')",
    ],
)
async def test_a_wildcard_in_a_searched_text_is_a_warning(condition: str) -> None:
    query = f"session.exec(select(Hero).where({condition})).all()"
    (finding,) = await _found(query, "like-wildcard")

    assert (finding.severity, finding.evidence) == ("warning", "observed")
    assert finding.line == len(MODELS.splitlines()) + 1
    assert finding.fix and "autoescape" in finding.fix


@pytest.mark.parametrize(
    "condition",
    [
        "col(Hero.name).contains('50')",
        "col(Hero.name).contains('50%', autoescape=True)",
        "col(Hero.name).icontains('50%', autoescape=True)",
        "col(Hero.name).startswith('a_b', autoescape=True)",
        "col(Hero.name).like('draft-%')",
        "Hero.name == 'a_b', col(Hero.name).contains('x')",
    ],
)
async def test_an_escaped_text_and_a_pattern_of_the_program_are_right(
    condition: str,
) -> None:
    query = f"session.exec(select(Hero).where({condition})).all()"
    assert await _found(query, "like-wildcard") == []


@pytest.mark.parametrize(("rows", "severity"), [(12_000, "warning"), (50, "info")])
async def test_a_search_through_many_rows_for_one_value_is_a_warning(
    rows: int, severity: str
) -> None:
    query = "session.exec(select(Hero).where(Hero.age == 7)).all()"
    (finding,) = await _found(FILL.format(rows=rows) + query, "missing-index")

    assert (finding.severity, finding.evidence) == (severity, "observed")
    assert ("12000" in finding.message) == (rows == 12_000)
