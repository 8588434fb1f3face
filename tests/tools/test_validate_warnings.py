"""validate_snippet: what the libraries warn of is a finding at the program's line."""

import pytest
from mcp_server.results import Finding
from mcp_server.tools.validate_snippet import validate_snippet

pytestmark = pytest.mark.anyio

START = """\
from sqlmodel import Field, Relationship, Session, SQLModel, create_engine, select

engine = create_engine("sqlite:///app.db")
"""
MODELS = """\
class Team(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    heroes: list["Hero"] = Relationship(back_populates="team")

class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    team_id: int | None = Field(default=None, foreign_key="team.id", index=True)
    team: Team | None = Relationship(back_populates="heroes")

SQLModel.metadata.create_all(engine)
"""


async def _only(code: str) -> Finding:
    result = await validate_snippet(code=START + code)
    assert result.status == "passed", result.error
    (finding,) = result.findings
    assert finding.file == "snippet.py"
    assert result.stderr == "", "it is told once"
    return finding


async def _none(code: str) -> None:
    result = await validate_snippet(code=START + code)
    assert (result.status, result.findings) == ("passed", [])


async def test_a_cartesian_product_is_found_at_its_query() -> None:
    query = "with Session(engine) as s:\n    s.exec(select(Team, Hero)).all()\n"
    finding = await _only(MODELS + query)

    assert (finding.problem, finding.severity) == ("cartesian-product", "warning")
    assert finding.line == len((START + MODELS).splitlines()) + 2
    assert finding.fix and "join" in finding.fix


async def test_a_join_is_no_cartesian_product() -> None:
    query = (
        "with Session(engine) as s:\n    s.exec(select(Team, Hero).join(Hero)).all()\n"
    )
    await _none(MODELS + query)


async def test_two_relationships_over_one_foreign_key_overlap() -> None:
    apart = MODELS.replace('(back_populates="team")', "()")
    apart = apart.replace('(back_populates="heroes")', "()")
    query = "with Session(engine) as s:\n    s.exec(select(Team)).all()\n"
    finding = await _only(apart + query)

    assert finding.problem == "overlapping-relationships"
    assert finding.fix and "back_populates" in finding.fix


async def test_a_field_named_metadata_is_found_at_its_class() -> None:
    code = (
        "class Doc(SQLModel, table=True):\n"
        "    id: int | None = Field(default=None, primary_key=True)\n"
        "    metadata: str = ''\n"
    )
    result = await validate_snippet(code=START + code)

    assert {one.problem for one in result.findings} == {"reserved-attribute-metadata"}
    assert {one.line for one in result.findings} == {4}


async def test_a_renamed_field_with_that_column_is_fine() -> None:
    await _none(
        "class Doc(SQLModel, table=True):\n"
        "    id: int | None = Field(default=None, primary_key=True)\n"
        "    details: str = Field('', sa_column_kwargs={'name': 'metadata'})\n"
    )


async def test_a_coroutine_that_is_not_awaited_is_an_error() -> None:
    code = "async def store() -> None: ...\n\nasync def main() -> None:\n    store()\n"
    finding = await _only("import asyncio\n" + code + "asyncio.run(main())\n")

    assert (finding.problem, finding.severity) == ("await-misuse", "error")


async def test_session_query_of_old_tutorials_is_found() -> None:
    query = "with Session(engine) as s:\n    s.query(Team).all()\n"
    finding = await _only(MODELS + query)

    assert finding.problem == "execute-returns-rows"
    assert finding.fix == "Use session.exec(select(Model))."


async def test_an_object_that_is_not_in_the_session_is_an_error() -> None:
    code = (
        "with Session(engine) as s:\n"
        "    team = Team()\n    s.add(team)\n    s.commit()\n"
        "    len(team.heroes)\n"
        "    hero = Hero()\n    hero.team = team\n    s.commit()\n"
    )
    finding = await _only(MODELS + code)

    assert finding.severity == "error"
    assert "not in session" in finding.message


async def test_warnings_of_the_program_itself_are_no_findings() -> None:
    await _none("import warnings\nwarnings.warn('mine', stacklevel=1)\n")


async def test_a_warning_that_the_program_ignores_is_no_finding() -> None:
    quiet = "import warnings\nwarnings.simplefilter('ignore')\n"
    query = "with Session(engine) as s:\n    s.exec(select(Team, Hero)).all()\n"
    result = await validate_snippet(code=START + quiet + MODELS + query)

    assert {one.evidence for one in result.findings} == {"static"}
    assert {one.severity for one in result.findings} == {"info"}
