"""Problems that SQLite cannot show: their pages run on a real PostgreSQL."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from mcp_server.knowledge.problems import problems
from mcp_server.results import Problem
from mcp_server.tools.explain_problem import explain_problem
from tests.postgresql import Server

ON_A_SERVER = [
    pytest.param(problem, id=problem.id)
    for problem in problems()
    if problem.needs != "sqlite" and not problem.no_program
]
DRIVER = re.compile(r"postgresql\+(\w+)://")
TRACEBACK = "Traceback (most recent call last):\n"
RAISED = re.compile(r"^(?:\w+\.)*(\w+)(?::|$)", re.MULTILINE)
LONGEST = 60
"""Seconds after which a program hangs."""

pytestmark = pytest.mark.anyio


@pytest.fixture
def server(problem: Problem, request: pytest.FixtureRequest) -> Server:
    """The kind of server that the page asks for."""
    server: Server = request.getfixturevalue(problem.needs)
    return server


@pytest.mark.parametrize("problem", ON_A_SERVER)
async def test_the_broken_program_shows_the_problem_and_its_text_is_recognised(
    problem: Problem, server: Server, tmp_path: Path
) -> None:
    assert problem.broken and problem.proof
    done = _run(problem.broken, server, tmp_path)

    expected = problem.proof.broken
    assert _raised(done.stderr) == expected.error, done.stderr
    assert (expected.prints or "") in done.stdout
    seen = await explain_problem(symptom=done.stderr or problem.sees)
    assert seen.diagnoses[0].problem == problem.id, seen.diagnoses


@pytest.mark.parametrize("problem", ON_A_SERVER)
def test_the_fixed_program_shows_nothing(
    problem: Problem, server: Server, tmp_path: Path
) -> None:
    assert problem.fixed and problem.proof
    done = _run(problem.fixed, server, tmp_path, "-W", "error")

    assert (done.returncode, done.stderr) == (0, "")
    assert (problem.proof.fixed.prints or "") in done.stdout


def _run(
    source: str, server: Server, folder: Path, *options: str
) -> subprocess.CompletedProcess[str]:
    """The program in a process of its own, with an empty database."""
    program = folder / "program.py"
    program.write_text(source, encoding="utf-8")
    named = DRIVER.search(source)
    assert named, "the program names no driver"
    url = server.url(named[1], server.create_database())
    return subprocess.run(
        [sys.executable, *options, program.name],
        cwd=folder,
        env={**os.environ, "DATABASE_URL": url},
        capture_output=True,
        text=True,
        timeout=LONGEST,
        check=False,
    )


def _raised(stderr: str) -> str | None:
    """Bare name of the exception that ended the program."""
    *_, last = stderr.rpartition(TRACEBACK)
    found = RAISED.search(last) if TRACEBACK in stderr else None
    return found[1] if found else None
