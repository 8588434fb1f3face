"""validate_snippet: the answer is short, ordered, complete on request, and the same."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mcp_server.diagnosis import summary
from mcp_server.errors import InvalidArgument
from mcp_server.results import Evidence, RaisedError, SandboxLevel, StatementRecord
from mcp_server.tools.validate_snippet import validate_snippet

pytestmark = pytest.mark.anyio

MODELS = """\
from sqlalchemy.orm import selectinload
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
with Session(engine) as session:
    session.add_all([Team(heroes=[Hero(), Hero()]) for n in range(4)])
    session.commit()
"""
BROKEN = (
    MODELS
    + """\
with Session(engine) as session:
    for team in session.exec(select(Team)).all():
        print(len(team.heroes))
"""
)
EAGER = "select(Team).options(selectinload(Team.heroes))"
FIXED = BROKEN.replace("select(Team)", EAGER)
NOISY = (
    MODELS
    + """\
import warnings
from sqlalchemy import text
with Session(engine) as session:
    for n in range(200):
        session.exec(text(f"select {n} as {'c' * 300}{n}"))
print("x" * 100_000)
for n in range(100):
    exec(f"class T{n}(SQLModel, table=True):\\n"
         f"    id: int = Field(primary_key=True)\\n"
         f"    a{n}: int = Field(foreign_key='team.id')\\n")
raise RuntimeError("y" * 100_000)
"""
)
FLAWED = Path(__file__).parent / "flawed"
MOST, MOST_IF_CLEAN = 6_000, 1_000


async def test_a_clean_snippet_is_answered_in_a_thousand_characters() -> None:
    for code in (MODELS, FIXED, f"{FIXED}\nprint('x' * 5000)\n"):
        result = await validate_snippet(code=code)

        assert result.findings == []
        assert len(result.model_dump_json()) <= MOST_IF_CLEAN


async def test_whatever_a_snippet_does_the_answer_is_short() -> None:
    result = await validate_snippet(code=NOISY)

    assert len(result.model_dump_json()) <= MOST
    assert result.findings_left_out + len(result.findings) >= 90
    assert result.statements.groups_left_out >= 150
    assert result.stdout_left_out + len(result.stdout) == 100_001
    assert result.error and result.error.type == "RuntimeError"


async def test_detail_full_has_tables_schema_statements_and_output() -> None:
    result = await validate_snippet(code=f"{FIXED}\nprint('x' * 5000)\n", detail="full")

    assert len(result.stdout) > 5_000
    assert [ddl.split("(")[0].strip() for ddl in result.tables] == [
        "CREATE TABLE team",
        "CREATE TABLE hero",
    ]
    assert any(group.sql.startswith("PRAGMA") for group in result.statements.groups)
    assert result.statements.groups_left_out == 0


async def test_findings_come_in_order_of_severity_and_then_of_lines() -> None:
    code = BROKEN + "async def f(): ...\nf()\nsession.query(Team)\nsession.close()\n"
    result = await validate_snippet(code=code)

    order = ["error", "warning", "info"]
    keys = [(order.index(one.severity), one.line) for one in result.findings]
    assert len(keys) >= 3
    assert keys == sorted(keys)


async def test_a_fix_is_compared_with_what_it_fixes() -> None:
    result = await validate_snippet(code=BROKEN, compare=FIXED)

    assert result.comparison is not None
    assert [one.problem for one in result.comparison.gone] == ["n-plus-one"]
    assert result.comparison.new == []
    before, after = result.comparison.before, result.comparison.after
    assert (before.status, after.status) == ("passed", "passed")
    assert before.statements - after.statements == 3
    assert "1 findings gone, 0 new" in result.comparison.summary


async def test_a_change_for_the_worse_shows_what_is_new() -> None:
    result = await validate_snippet(code=FIXED, compare=f"{BROKEN}\n1 / 0\n")

    assert result.comparison is not None
    assert [one.problem for one in result.comparison.new] == ["n-plus-one"]
    assert result.comparison.after.error == "ZeroDivisionError"


async def test_the_entry_of_several_files_is_compared() -> None:
    loop = BROKEN.removeprefix(MODELS)
    names = "from models import *\n"
    result = await validate_snippet(
        files={"models.py": MODELS, "main.py": names + loop},
        entry="main.py",
        compare=names + FIXED.removeprefix(MODELS),
    )

    assert result.comparison is not None
    assert [one.problem for one in result.comparison.gone] == ["n-plus-one"]


async def test_an_empty_comparison_is_refused() -> None:
    with pytest.raises(InvalidArgument, match="`compare` is empty"):
        await validate_snippet(code=FIXED, compare=" ")


async def test_the_same_snippet_gets_the_same_findings_fifty_times() -> None:
    code = BROKEN + (
        "async def f(): ...\nf()\nsession.exec(select(Team, Hero)).all()\n"
        "session.exec(select(Hero).where(Hero.id > 1).order_by(Hero.team_id)).all()\n"
    )
    first = (await validate_snippet(code=code)).findings

    assert {one.severity for one in first} >= {"error", "warning"}
    for _ in range(49):
        assert (await validate_snippet(code=code)).findings == first


async def test_the_same_application_gets_the_same_findings_fifty_times() -> None:
    code = (FLAWED / "one_session_for_all_requests.py").read_text("utf-8")
    first = (await validate_snippet(code=code)).findings

    assert first
    for _ in range(49):
        assert (await validate_snippet(code=code)).findings == first


@given(
    st.builds(
        Evidence,
        status=st.sampled_from(["passed", "failed", "timed-out", "killed"]),
        duration_ms=st.integers(0, 10**6),
        stdout=st.text(max_size=9_000),
        stderr=st.text(max_size=9_000),
        error=st.none()
        | st.builds(
            RaisedError,
            type=st.text(max_size=40),
            qualified_type=st.text(max_size=40),
            message=st.text(max_size=4_000),
        ),
        statements=st.lists(
            st.builds(
                StatementRecord, sql=st.text(max_size=2_000), file=st.text(max_size=200)
            ),
            max_size=30,
        ),
        assumed=st.lists(st.text(max_size=300), max_size=20),
        redirected=st.lists(st.text(max_size=300), max_size=20),
        sandbox=st.just(SandboxLevel(level="full")),
    )
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_evidence_makes_the_answer_long(seen: Evidence) -> None:
    answer = summary.validation(seen, [])

    assert len(answer.model_dump_json()) <= MOST
