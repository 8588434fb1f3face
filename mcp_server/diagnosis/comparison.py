"""What changed from one snippet to the next."""

import re
from collections import Counter
from collections.abc import Sequence

from mcp_server.diagnosis import findings as diagnose
from mcp_server.results import Comparison, Evidence, Finding, Problem, Side

NUMBER = re.compile(r"\d+")
MOST = 5


def compare(
    before: tuple[Evidence, Sequence[Finding]],
    after: tuple[Evidence, Sequence[Finding]],
    problems: Sequence[Problem],
) -> Comparison:
    """Statements and findings of both, and which findings went and came.

    Of each snippet it takes what the run showed, and what the rules say.
    """
    first = diagnose.findings(before[0], problems, before[1])
    second = diagnose.findings(after[0], problems, after[1])
    gone, new = _only(first, second), _only(second, first)
    left, right = _side(before[0], first), _side(after[0], second)
    return Comparison(
        before=left,
        after=right,
        gone=gone[:MOST],
        new=new[:MOST],
        summary=(
            f"before: {_said(left)}; after: {_said(right)}; "
            f"{len(gone)} findings gone, {len(new)} new"
        ),
    )


def _only(these: list[Finding], others: list[Finding]) -> list[Finding]:
    """Findings of the first list that the second has not; each counts once."""
    there = Counter(map(_identity, others))
    found = []
    for finding in these:
        if there[_identity(finding)]:
            there[_identity(finding)] -= 1
        else:
            found.append(finding)
    return found


def _identity(finding: Finding) -> tuple[object, ...]:
    """What stays the same when lines move and counts change."""
    return (
        finding.problem,
        finding.rule,
        finding.severity,
        NUMBER.sub("", finding.message),
    )


def _side(seen: Evidence, found: list[Finding]) -> Side:
    return Side(
        status=seen.status,
        error=seen.error.type if seen.error else None,
        statements=seen.statements_total,
        findings=len(found),
    )


def _said(side: Side) -> str:
    return f"{side.status} with {side.statements} statements, {side.findings} findings"
