"""Applies the mechanical fix of a problem to the code that was sent, and runs it."""

import difflib
from collections.abc import Mapping

from mcp_server.results import Patch, Validation
from mcp_server.rules.mend import mend
from mcp_server.rules.rule import rules
from mcp_server.rules.selection import Selection
from mcp_server.tools.explain_problem.source import Source, run


def codes_of(problem: str) -> list[str]:
    """The rules that find the problem in code."""
    return [code for code, rule in rules().items() if rule.problem == problem]


async def patch(sent: Source, before: Validation | None, problem: str) -> Patch | None:
    """The fix as a diff, with a run of it; None if no rule can fix the problem.

    `before` is what the code did as it was sent, if it was run.
    """
    codes = [code for code in codes_of(problem) if rules()[code].fix]
    if not sent.files or not codes:
        return None
    changed, count = mend(sent.files, Selection(select=codes), "unsafe")
    if not count:
        return None
    diff = _diff(sent.files, changed)
    fixed = sent.model_copy(update={"files": {**sent.files, **changed}})
    after = await run(fixed)
    if before is None or after is None:
        told = "Not run: it is not known which file is the program."
        return Patch(diff=diff, validated=False, summary=told)
    gone = not any(one.problem == problem for one in after.findings)
    sound = after.status == "passed" or after.status == before.status
    return Patch(
        diff=diff,
        validated=gone and sound,
        summary=f"before: {_told(before)}; after: {_told(after)}",
    )


def _diff(before: Mapping[str, str], after: Mapping[str, str]) -> str:
    lines = [
        line
        for name, text in after.items()
        for line in difflib.unified_diff(
            before[name].splitlines(), text.splitlines(), name, name, lineterm=""
        )
    ]
    return "\n".join(lines) + "\n"


def _told(seen: Validation) -> str:
    end = seen.error.type if seen.error else seen.status
    return f"{end}, {seen.statements.total} statements, {len(seen.findings)} findings"
