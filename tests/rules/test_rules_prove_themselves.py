"""Every rule: its example violates it, its remedy does not, its fix leads there."""

import ast
import pkgutil
import re

import pytest
from mcp_server.knowledge.location import skill_folder
from mcp_server.rules import catalogue
from mcp_server.rules.engine import Found, check
from mcp_server.rules.fixes import apply
from mcp_server.rules.page import reference
from mcp_server.rules.rule import Rule, rules
from mcp_server.tools.validate_snippet import validate_snippet

RULES = [pytest.param(rule, id=rule.code) for rule in rules().values()]
FIXED = [pytest.param(rule, id=rule.code) for rule in rules().values() if rule.fix]
SECTIONS = ("What it does", "Why is this bad", "Example", "Use instead")


def _found(source: str) -> list[Found]:
    return check({"app.py": source})


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_has_a_whole_page(rule: Rule) -> None:
    assert rule.title and not rule.title.endswith(".")
    for heading in (*SECTIONS, "When it does not apply"):
        assert rule.section(heading), heading


@pytest.mark.parametrize("rule", RULES)
def test_the_example_violates_this_rule_once_and_no_other(rule: Rule) -> None:
    found = _found(rule.program("Example"))

    assert [one.code for one in found] == [rule.code]


@pytest.mark.parametrize("rule", RULES)
def test_the_remedy_violates_no_rule(rule: Rule) -> None:
    assert _found(rule.program("Use instead")) == []


@pytest.mark.anyio
@pytest.mark.parametrize("rule", RULES)
async def test_the_remedy_runs(rule: Rule) -> None:
    result = await validate_snippet(code=rule.program("Use instead"))

    serious = [one for one in result.findings if one.severity == "error"]
    assert (result.status, serious) == ("passed", []), result.error


@pytest.mark.parametrize("rule", FIXED)
def test_the_fix_turns_the_example_into_the_remedy(rule: Rule) -> None:
    example = rule.program("Example")
    (found,) = _found(example)
    assert found.fix is not None
    assert found.fix.safety == rule.fix
    fixed, count = apply(example, [found.fix])

    assert count == 1
    remedy = rule.program("Use instead")
    assert ast.dump(ast.parse(fixed)) == ast.dump(ast.parse(remedy))


@pytest.mark.parametrize("rule", FIXED)
def test_a_second_fix_has_nothing_to_do(rule: Rule) -> None:
    example = rule.program("Example")
    fixes = [one.fix for one in _found(example) if one.fix]
    fixed, _ = apply(example, fixes)

    assert [one.fix for one in _found(fixed) if one.fix] == []


def test_every_module_has_a_code_of_its_own() -> None:
    modules = list(pkgutil.iter_modules(catalogue.__path__))

    assert len(rules()) == len(modules)
    assert all(re.fullmatch(r"SQM\d{3}", code) for code in rules())


def test_the_reference_page_is_what_the_rules_say_now() -> None:
    page = skill_folder() / "references" / "rules.md"

    assert page.read_text("utf-8") == reference(), "stale: run `make rules`"
