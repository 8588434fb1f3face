"""Static rules say nothing of severity error or warning about code that is right."""

import json
from pathlib import Path

import pytest
from mcp_server.knowledge.markdown import sections
from mcp_server.knowledge.problems import problems
from mcp_server.rules.engine import Found, check
from mcp_server.scaffold.render import render
from mcp_server.scaffold.spec import read_spec

ROOT = Path(__file__).resolve().parents[2]
CORRECT = ROOT / "tests" / "tools" / "correct"
PAGES = [ROOT / "SKILL.md", *sorted((ROOT / "references").glob("*.md"))]
FIXED = [pytest.param(one.fixed, id=one.id) for one in problems() if one.fixed]
SHOWN_ON_PURPOSE = {
    "crud-operations.md#Commit in the endpoint",
    "field-configuration.md#Enums",
    "field-configuration.md#What each argument does",
    "model-patterns.md#Refuse unknown fields",
    "model-patterns.md#Update: PATCH",
}
"""Sections that show beside the right way what goes wrong, and run."""


def _alarms(files: dict[str, str]) -> list[Found]:
    return [one for one in check(files) if one.severity != "info"]


def test_the_correct_programs_give_no_alarm() -> None:
    files = {
        path.relative_to(CORRECT).as_posix(): path.read_text("utf-8")
        for path in CORRECT.rglob("*.py")
    }

    assert len(files) > 150
    assert _alarms(files) == []


@pytest.mark.parametrize("program", FIXED)
def test_the_fixed_programs_of_the_problem_pages_give_no_alarm(program: str) -> None:
    assert _alarms({"fixed.py": program}) == []


def test_a_scaffolded_project_gives_no_alarm() -> None:
    spec = read_spec((ROOT / "scripts" / "blog.json").read_text("utf-8"))
    files = {name: text for name, text in render(spec).items() if name.endswith(".py")}

    assert len(files) > 10
    assert _alarms(files) == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_guidance_gives_no_alarm(page: Path) -> None:
    for section in sections(page.read_text("utf-8")):
        name = f"{page.name}#{section.title}"
        blocks = [one for one in section.code if one.language == "python"]
        plain = [one.source for one in blocks if not one.info]
        alarms = _alarms({"section.py": "\n".join(plain)})
        if name not in SHOWN_ON_PURPOSE:
            assert alarms == [], name


def test_our_own_code_gives_no_alarm() -> None:
    files = {
        path.relative_to(ROOT).as_posix(): path.read_text("utf-8")
        for path in (ROOT / "mcp_server").rglob("*.py")
    }

    assert json.dumps([one.message for one in _alarms(files)]) == "[]"
