"""A problem page proves itself: broken shows the problem, fixed shows nothing."""

import pytest
from mcp_server.knowledge.location import skill_folder
from mcp_server.knowledge.markdown import sections
from mcp_server.knowledge.problems import problems
from mcp_server.results import Limits, Problem
from mcp_server.tools.validate_snippet import validate_snippet
from packaging.requirements import Requirement

PROBLEMS = [pytest.param(problem, id=problem.id) for problem in problems()]
IN_THE_SANDBOX = [
    pytest.param(problem, id=problem.id)
    for problem in problems()
    if problem.needs == "sqlite" and not problem.no_program
]
ORDER = (
    "What you see",
    "Why it happens",
    "Broken",
    "Fixed",
    "Find it in a large code base",
    "Keep it from coming back",
    "When it does not apply",
)
MOST_LINES = 300
LIMITS = Limits(wall_seconds=60, cpu_seconds=30)

pytestmark = pytest.mark.anyio


def test_the_first_problems_have_pages() -> None:
    assert {
        "n-plus-one",
        "detached-instance",
        "connection-leak",
        "missing-greenlet",
        "integrity-unique",
    } <= {problem.id for problem in problems()}


@pytest.mark.parametrize("problem", IN_THE_SANDBOX)
async def test_the_broken_program_is_diagnosed_as_this_problem_and_no_other(
    problem: Problem,
) -> None:
    assert problem.broken and problem.proof
    result = await validate_snippet(code=problem.broken, limits=LIMITS)

    serious = [finding for finding in result.findings if finding.severity != "info"]
    assert {finding.problem for finding in serious} == {problem.id}
    assert {f.severity for f in serious} <= {problem.severity, "error"}
    assert all(finding.line for finding in serious)
    expected = problem.proof.broken
    if expected.error:
        assert result.error is not None
        assert (result.error.type, result.error.problem) == (expected.error, problem.id)
    else:
        assert result.error is None
    if expected.statements is not None:
        assert result.statements.total == expected.statements


@pytest.mark.parametrize("problem", IN_THE_SANDBOX)
async def test_the_fixed_program_shows_nothing(problem: Problem) -> None:
    assert problem.fixed and problem.proof
    result = await validate_snippet(code=problem.fixed, limits=LIMITS)

    assert result.status == "passed"
    assert {finding.severity for finding in result.findings} <= {"info"}
    assert result.stderr == "", "a warning"
    if problem.proof.fixed.statements is not None:
        assert result.statements.total == problem.proof.fixed.statements


@pytest.mark.parametrize("problem", PROBLEMS)
def test_the_page_says_enough_to_be_found_and_understood(problem: Problem) -> None:
    signatures = problem.signatures

    assert signatures.symptoms
    assert signatures.messages or not (problem.proof and problem.proof.broken.error)
    assert (problem.broken and problem.fixed and problem.proof) or problem.no_program
    assert problem.cause.endswith(".")
    assert problem.fix.endswith(".")
    assert problem.id not in problem.confused_with


@pytest.mark.parametrize("problem", PROBLEMS)
def test_the_page_says_how_to_be_sure_and_what_it_is_not(problem: Problem) -> None:
    assert problem.sees and problem.first
    assert problem.check.endswith((".", "?"))
    assert 2 <= len(problem.confused_with) <= 8
    assert all(len(told) > 20 for told in problem.confused_with.values())
    assert len(problem.signatures.symptoms) >= 15
    for wanted, note in problem.versions.items():
        assert Requirement(wanted).specifier
        assert note.endswith(".")


@pytest.mark.parametrize("problem", PROBLEMS)
def test_the_page_has_its_sections_in_one_order(problem: Problem) -> None:
    text = (skill_folder() / problem.page).read_text(encoding="utf-8")
    titles = [section.title for section in sections(text)]

    assert [title for title in titles if title in ORDER] == list(ORDER)
    assert len(text.splitlines()) <= MOST_LINES
