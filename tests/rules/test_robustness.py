"""No code makes the rules fail: what is installed, and what is broken at random."""

import sysconfig
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mcp_server.knowledge.problems import problems
from mcp_server.results import Problem
from mcp_server.rules.engine import check
from mcp_server.rules.mend import mend
from mcp_server.rules.rule import Rule, rules
from mcp_server.rules.selection import Selection
from mcp_server.tools.validate_snippet import validate_snippet

PACKAGES = Path(sysconfig.get_path("purelib"))
NEAR_MISSES = Path(__file__).parent / "near_misses"
SOURCES = [path.read_text("utf-8") for path in sorted(NEAR_MISSES.glob("*.py"))]
SAFE = [pytest.param(one, id=one.code) for one in rules().values() if one.fix == "safe"]
PIECES = ("(", ")", "[", "None", "await ", "*", "lambda: ", "\n", ".", "=", "\0")


def test_every_module_that_is_installed_is_read() -> None:
    files = {}
    for path in sorted(PACKAGES.rglob("*.py")):
        try:
            files[path.relative_to(PACKAGES).as_posix()] = path.read_text("utf-8")
        except UnicodeDecodeError:  # a package's own test of encodings
            continue
    found = check(files, processes=2)

    assert len(files) > 1_000
    assert {one.code for one in found if one.code} <= set(rules())


@given(
    st.sampled_from(SOURCES),
    st.lists(
        st.tuples(st.integers(0, 10_000), st.integers(0, 60), st.sampled_from(PIECES)),
        max_size=6,
    ),
    st.integers(0, 20_000),
)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_broken_and_cut_sources_give_findings_and_no_failure(
    source: str, changes: list[tuple[int, int, str]], length: int
) -> None:
    for start, width, piece in changes:
        at = start % (len(source) + 1)
        source = source[:at] + piece + source[at + width :]
    files = {"broken.py": source[: max(length, 200)]}
    found = check(files)

    assert all(one.line >= 1 for one in found)
    mend(files, Selection(), "unsafe")


@pytest.mark.anyio
@pytest.mark.parametrize("rule", SAFE)
async def test_a_safe_fix_makes_no_program_worse(rule: Rule) -> None:
    files = {"app.py": rule.program("Example")}
    changed, count = mend(files, Selection(), "safe")
    before = await validate_snippet(code=files["app.py"])
    after = await validate_snippet(code=changed["app.py"])

    assert count >= 1
    assert before.status != "passed" or after.status == "passed", after.error
    if before.status == "passed":
        assert after.stdout == before.stdout
    again, more = mend(changed, Selection(), "safe")
    assert (again, more) == ({}, 0)
    errors = [one for one in after.findings if one.severity == "error"]
    assert len(errors) <= sum(one.severity == "error" for one in before.findings)


@pytest.mark.anyio
@pytest.mark.parametrize(
    "problem",
    [pytest.param(p, id=p.id) for p in problems() if p.broken and p.needs == "sqlite"],
)
async def test_safe_fixes_make_no_broken_program_worse(problem: Problem) -> None:
    assert problem.broken
    files = {"app.py": problem.broken}
    changed, _ = mend(files, Selection(), "safe")
    if not changed:
        return
    before = await validate_snippet(code=problem.broken)
    after = await validate_snippet(code=changed["app.py"])

    assert before.status != "passed" or after.status == "passed", after.error
    assert mend(changed, Selection(), "safe") == ({}, 0)
