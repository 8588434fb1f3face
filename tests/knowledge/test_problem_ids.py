"""Whatever problem a finding can name has a page that explains it."""

import ast
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from mcp_server.diagnosis import observed
from mcp_server.diagnosis.causes import CAUSES
from mcp_server.diagnosis.observed import server_error
from mcp_server.diagnosis.warned import KNOWN
from mcp_server.knowledge.problems import problems
from mcp_server.results import Problem
from mcp_server.rules import catalogue

PAGES = {problem.id for problem in problems()}
OF_THE_RUN = {
    "missing-name": "what was sent is not whole; the finding says what to send",
    "request-hangs": "an endless loop or wait is a mistake of any kind",
    "server-error": "an exception that is none of the known problems",
    "startup-failed": "an exception that is none of the known problems",
}
"""What a run says of itself. It is no problem with a database, so it has no page."""
ANNOUNCED_BY_ANOTHER = {
    "default-evaluated-once": "its sightings are of shared-default",
    "uncommitted-response": "its sightings are of uncommitted-write",
}


def _observers() -> Iterator[tuple[str, ast.Module]]:
    for folder in map(Path, observed.__path__):
        for path in folder.glob("[!_]*.py"):
            yield path.stem.replace("_", "-"), ast.parse(path.read_text("utf-8"))


def _named(tree: ast.Module) -> Iterator[str]:
    """Texts that a module gives as `problem`."""
    for call in ast.walk(tree):
        for keyword in call.keywords if isinstance(call, ast.Call) else ():
            value = keyword.value
            if keyword.arg == "problem" and isinstance(value, ast.Constant):
                yield str(value.value)


def _rules() -> Iterator[tuple[str, str | None]]:
    for module in pkgutil.iter_modules(catalogue.__path__):
        path = Path(catalogue.__path__[0]) / f"{module.name}.py"
        for node in ast.parse(path.read_text("utf-8")).body:
            if (
                isinstance(node, ast.Assign)
                and ast.unparse(node.targets[0]) == "PROBLEM"
            ):
                yield module.name, ast.literal_eval(node.value)


RULES = dict(_rules())
OBSERVERS = dict(_observers())


def test_there_are_rules_and_observers_to_look_at() -> None:
    assert len(RULES) > 50
    assert len(OBSERVERS) > 20


@pytest.mark.parametrize("rule", sorted(RULES))
def test_the_problem_of_a_rule_has_a_page(rule: str) -> None:
    assert RULES[rule] is None or RULES[rule] in PAGES


@pytest.mark.parametrize("name", sorted(OBSERVERS))
def test_the_problem_of_an_observer_has_a_page(name: str) -> None:
    named = set(_named(OBSERVERS[name]))
    if name not in {*OF_THE_RUN, *ANNOUNCED_BY_ANOTHER}:
        named.add(name)

    assert named <= PAGES


@pytest.mark.parametrize(
    "problem",
    sorted(
        {one.problem for one in CAUSES}
        | {one.problem for one in KNOWN if one.problem}
        | set(server_error.FIXES)
        | {*server_error.EVERYWHERE, server_error.AFTERMATH}
    ),
)
def test_the_problem_behind_an_exception_or_a_warning_has_a_page(problem: str) -> None:
    assert problem in PAGES


def test_what_has_no_page_is_still_said_by_an_observer() -> None:
    assert {*OF_THE_RUN, *ANNOUNCED_BY_ANOTHER} <= set(OBSERVERS)
    assert not PAGES & set(OF_THE_RUN)


@pytest.mark.parametrize("problem", problems(), ids=lambda problem: problem.id)
def test_a_problem_is_confused_with_problems_that_have_a_page(problem: Problem) -> None:
    assert set(problem.confused_with) <= PAGES
