"""explain_problem: the right cause first, or nothing."""

import pytest
from mcp_server.knowledge.problems import problems
from mcp_server.results import Problem
from mcp_server.tools.explain_problem import explain_problem

pytestmark = pytest.mark.anyio

TRACEBACK = """\
Traceback (most recent call last):
  File "/srv/shop/app/main.py", line 31, in read_hero
    return {"team": hero.team.name}
  File "/venv/site-packages/sqlalchemy/orm/strategies.py", line 922, in _load
    raise orm_exc.DetachedInstanceError(
sqlalchemy.orm.exc.DetachedInstanceError: Parent instance <Hero at 0x7f> is not \
bound to a Session; lazy load operation of attribute 'team' cannot proceed \
(Background on this error at: https://sqlalche.me/e/21/bhk3)
"""


async def test_a_real_traceback_is_recognised_with_its_evidence() -> None:
    answer = await explain_problem(symptom=TRACEBACK)

    best = answer.diagnoses[0]
    assert best.problem == "detached-instance"
    assert best.confidence >= 0.9
    assert any("DetachedInstanceError" in quote for quote in best.evidence)
    assert best.cause and best.fix
    assert best.page == "references/problems/detached-instance.md"
    assert best.reproduction is None


@pytest.mark.parametrize(
    ("symptom", "problem"),
    [
        (
            "QueuePool limit of size 5 overflow 10 reached, connection timed out",
            "connection-leak",
        ),
        ("FATAL:  sorry, too many clients already", "connection-leak"),
        (
            'duplicate key value violates unique constraint "uq_user_email"',
            "integrity-unique",
        ),
        (
            "sqlite3.IntegrityError: UNIQUE constraint failed: user.email",
            "integrity-unique",
        ),
        (
            "(pymysql.err.IntegrityError) (1062, \"Duplicate entry 'a' for key 'e'\")",
            "integrity-unique",
        ),
        (
            "greenlet_spawn has not been called; can't call await_only() here",
            "missing-greenlet",
        ),
        ("my list endpoint sends one query for every row", "n-plus-one"),
    ],
)
async def test_one_line_is_enough(symptom: str, problem: str) -> None:
    answer = await explain_problem(symptom=symptom)

    assert answer.diagnoses[0].problem == problem


@pytest.mark.parametrize(
    "symptom",
    [
        "ModuleNotFoundError: No module named 'requests'",
        "How do I centre a div?",
        "KeyError: 'name'",
        "docker: Error response from daemon: port is already allocated",
    ],
)
async def test_what_is_no_database_problem_gets_an_empty_list(symptom: str) -> None:
    answer = await explain_problem(symptom=symptom)

    assert answer.diagnoses == []
    assert "No known database problem fits" in answer.next_step


async def test_repeated_selects_of_a_log_are_an_n_plus_one() -> None:
    log = "".join(
        "INFO sqlalchemy.engine SELECT hero.id FROM hero WHERE ? = hero.team_id\n"
        f"INFO sqlalchemy.engine [cached since 0.1s ago] ({n},)\n"
        for n in range(4)
    )
    answer = await explain_problem(symptom=log)

    assert answer.diagnoses[0].problem == "n-plus-one"


async def test_a_long_log_of_other_selects_is_answered() -> None:
    log = "".join(f"SELECT a FROM t WHERE ? = t{n}.c{n} AND b\n" for n in range(3000))

    assert (await explain_problem(symptom=log)).diagnoses == []


async def test_reproduce_runs_the_broken_and_the_fixed_program() -> None:
    answer = await explain_problem(symptom=TRACEBACK, reproduce=True)

    run = answer.diagnoses[0].reproduction
    assert run is not None
    assert run.broken.status == "failed"
    assert run.broken.error and run.broken.error.startswith("DetachedInstanceError")
    assert run.broken.problems == ["detached-instance"]
    assert (run.fixed.status, run.fixed.problems) == ("passed", [])
    assert run.summary.startswith("broken: DetachedInstanceError, ")


@pytest.mark.parametrize("problem", problems(), ids=lambda one: one.id)
async def test_every_symptom_phrase_of_a_page_leads_to_that_page(
    problem: Problem,
) -> None:
    for phrase in problem.signatures.symptoms:
        answer = await explain_problem(symptom=phrase)
        assert problem.id in {one.problem for one in answer.diagnoses}, phrase


@pytest.mark.parametrize("problem", problems(), ids=lambda one: one.id)
async def test_a_row_of_the_quick_table_is_that_problem_and_no_other(
    problem: Problem,
) -> None:
    answer = await explain_problem(symptom=problem.sees)

    assert answer.diagnoses[0].problem == problem.id, [
        (one.problem, one.confidence) for one in answer.diagnoses
    ]
