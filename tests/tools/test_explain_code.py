"""Code beside a symptom: rules and a run decide, and a known fix comes as a diff."""

import pytest
from mcp_server.errors import InvalidArgument
from mcp_server.knowledge.problems import problems
from mcp_server.results import Problem
from mcp_server.tools.explain_problem import explain_problem

pytestmark = pytest.mark.anyio

MODELS = """\
from sqlmodel import Field, Relationship, Session, SQLModel, create_engine, select


class Team(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    heroes: list["Hero"] = Relationship(back_populates="team")


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    team_id: int | None = Field(default=None, foreign_key="team.id", index=True)
    team: Team | None = Relationship(back_populates="heroes")


engine = create_engine("sqlite:///app.db")
SQLModel.metadata.create_all(engine)
with Session(engine) as session:
    session.add_all(Team(name=f"t{n}", heroes=[Hero(name="h")]) for n in range(12))
    session.commit()
"""
N_PLUS_ONE = (
    MODELS
    + """\
with Session(engine) as session:
    print([team.heroes for team in session.exec(select(Team)).all()])
"""
)
NOW = """\
import datetime as dt

from sqlmodel import Field, SQLModel


class Event(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    at: dt.datetime = Field(default=dt.datetime.now(dt.UTC))
"""


async def test_a_vague_sentence_and_a_run_of_the_code_name_the_problem() -> None:
    alone = await explain_problem(symptom="this part of my API is slow")
    with_code = await explain_problem(
        symptom="this part of my API is slow", code=N_PLUS_ONE
    )

    assert "n-plus-one" not in {
        one.problem for one in alone.diagnoses if one.confidence > 0.5
    }
    best = with_code.diagnoses[0]
    assert best.problem == "n-plus-one"
    assert any(quote.startswith("run: line 23") for quote in best.evidence)


async def test_files_are_run_from_their_main_module() -> None:
    files = {
        "models.py": MODELS,
        "main.py": N_PLUS_ONE.replace(MODELS, "from models import *\n"),
    }
    answer = await explain_problem(symptom="the page is slow", files=files)

    assert answer.diagnoses[0].problem == "n-plus-one"


async def test_a_mechanical_fix_comes_as_a_diff_that_was_run() -> None:
    answer = await explain_problem(
        symptom="every row has the same timestamp, the start of the server", code=NOW
    )

    assert answer.diagnoses[0].problem == "shared-default"
    assert answer.diagnoses[0].rules
    patch = answer.patch
    assert patch
    assert "-    at: dt.datetime = Field(default=dt.datetime.now(dt.UTC))" in patch.diff
    assert "+    at: dt.datetime = Field(default_factory=" in patch.diff
    assert patch.validated, patch.summary


async def test_code_that_does_not_show_the_problem_gets_no_patch() -> None:
    answer = await explain_problem(
        symptom="every row has the same timestamp", code=MODELS
    )

    assert answer.patch is None


async def test_code_that_does_not_parse_does_not_hide_the_symptom() -> None:
    answer = await explain_problem(
        symptom="QueuePool limit of size 5 overflow 10 reached", code="def broken(:\n"
    )

    assert answer.diagnoses[0].problem == "connection-leak"


async def test_notes_are_told_for_the_versions_that_were_named() -> None:
    text = "the session is closed in the background task"
    old = await explain_problem(symptom=text, versions={"fastapi": "0.110.2"})
    new = await explain_problem(symptom=text, versions={"fastapi": "0.165.0"})
    odd = await explain_problem(symptom=text, versions={"fastapi": "latest"})

    assert "before the response" in old.diagnoses[0].notes[0]
    assert "after the background tasks" in new.diagnoses[0].notes[0]
    assert odd.diagnoses[0].notes == []


async def test_two_causes_of_one_text_are_told_apart_by_a_question() -> None:
    answer = await explain_problem(symptom="DetachedInstanceError in my task")
    named = {one.problem for one in answer.diagnoses}

    assert named >= {"detached-instance", "background-task-session"}
    assert answer.question
    assert answer.diagnoses[1].problem in answer.question


async def test_code_and_files_together_are_refused() -> None:
    with pytest.raises(InvalidArgument, match="`code` or `files`, not both"):
        await explain_problem(symptom="slow", code="x = 1", files={"a.py": "x = 1"})


@pytest.mark.parametrize(
    "junk", ["\x00\x01\x02" * 50, "\x7fELF\x02\x01\x01" + "\x00" * 40, "\ufffd" * 100]
)
async def test_binary_data_is_refused_with_a_sentence(junk: str) -> None:
    with pytest.raises(InvalidArgument, match="binary data, not text"):
        await explain_problem(symptom=junk)


async def test_half_a_character_in_a_text_does_no_harm() -> None:
    answer = await explain_problem(symptom="no such table: hero\ud83d (:memory:)")

    assert answer.model_dump_json()
    assert answer.diagnoses[0].problem == "sqlite-memory-no-such-table"


async def test_a_log_of_five_megabytes_is_answered() -> None:
    lines = "".join(
        f"2026-03-01 10:00:00,{n % 1000:03d} INFO worker done {n}\n"
        for n in range(110_000)
    )
    error = "sqlite3.OperationalError: database is locked\n"
    half = len(lines) // 2
    answer = await explain_problem(symptom=lines[:half] + "\n" + error + lines[half:])

    assert len(lines) > 5_000_000
    assert answer.diagnoses[0].problem == "sqlite-locked"


@pytest.mark.parametrize(
    "problem",
    [pytest.param(p, id=p.id) for p in problems() if p.needs != "sqlite"],
)
async def test_what_cannot_be_reproduced_here_says_what_it_needs(
    problem: Problem,
) -> None:
    answer = await explain_problem(symptom=problem.sees, reproduce=True)

    best = answer.diagnoses[0]
    assert best.reproduction is None
    assert best.not_reproduced
    assert problem.needs in best.not_reproduced
