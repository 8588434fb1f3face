"""validate_snippet: what rules and the run say about one problem is one finding."""

import pytest
from mcp_server.tools.validate_snippet import validate_snippet

pytestmark = pytest.mark.anyio

MODELS = """\
from sqlmodel import Field, Relationship, Session, SQLModel, create_engine, select

class Team(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    heroes: list["Hero"] = Relationship(back_populates="team")

class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    team_id: int | None = Field(default=None, foreign_key="team.id", index=True)
    team: Team | None = Relationship(back_populates="heroes")

engine = create_engine("sqlite:///app.db")
SQLModel.metadata.create_all(engine)
"""
ROWS = """\
with Session(engine) as session:
    session.add_all([Team(heroes=[Hero()]) for _ in range(3)])
    session.commit()
"""
LOOP = """\
with Session(engine) as session:
    for team in session.exec(select(Team)).all():
        print(len(team.heroes))
"""


async def test_a_problem_that_both_see_is_one_finding_with_the_code_of_the_rule() -> (
    None
):
    result = await validate_snippet(code=MODELS + ROWS + LOOP)

    (finding,) = result.findings
    assert (finding.problem, finding.rule) == ("n-plus-one", "SQM032")
    assert (finding.severity, finding.evidence) == ("warning", "observed")
    assert "3 times" in finding.message


async def test_what_a_rule_warns_of_and_the_run_does_not_show_is_a_remark() -> None:
    result = await validate_snippet(code=MODELS + LOOP)

    (finding,) = result.findings
    assert (finding.rule, finding.severity) == ("SQM032", "info")
    assert finding.evidence == "static"


async def test_an_error_that_only_a_rule_can_see_is_an_error() -> None:
    code = MODELS + (
        "from sqlalchemy import text\n"
        "def find(name: str) -> None:\n"
        "    with Session(engine) as session:\n"
        "        session.exec(text(f\"SELECT * FROM hero WHERE id = '{name}'\"))\n"
    )
    result = await validate_snippet(code=code)

    assert ("SQM035", "error") in [(one.rule, one.severity) for one in result.findings]
    assert not result.ok


async def test_context_is_not_judged_by_rules_either() -> None:
    result = await validate_snippet(code="print(1)", context=MODELS + ROWS + LOOP)

    assert result.findings == []


async def test_a_comment_silences_a_rule_in_a_validation_as_well() -> None:
    quiet = LOOP.replace("team.heroes))", "team.heroes))  # noqa: SQM032")
    result = await validate_snippet(code=MODELS + quiet)

    assert result.findings == []
