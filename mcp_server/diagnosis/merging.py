"""Joins what a run has shown with what the static rules say."""

from collections.abc import Collection, Sequence

from mcp_server.results import Finding

NEAR = 10
"""Lines: a rule points at the call that is missing something, a run at its effect."""


def merged(
    seen: Sequence[Finding], static: Sequence[Finding], watched: Collection[str] = ()
) -> list[Finding]:
    """One list in which a problem at a place stands once.

    What was seen has the numbers of the run, and gets the code of the rule. A remark of
    ours that was not seen gives way to a rule, which knows the line better. What a rule
    warns of and the run has not shown is a remark; remarks of rules are left to who
    asks for the rules alone.

    Args:
        seen: what the run has shown.
        static: what the rules say.
        watched: problems that the run would have shown.
    """
    rest = list(static)
    joined = [_joined(one, rest) for one in seen]
    more = (_unseen(one, watched) for one in rest if one.severity != "info")
    return [*joined, *more]


def _unseen(rule: Finding, watched: Collection[str]) -> Finding:
    if rule.severity == "error" and rule.problem not in watched:
        return rule
    return rule.model_copy(update={"severity": "info"})


def _joined(seen: Finding, static: list[Finding]) -> Finding:
    """The finding with the rule that says the same, which is taken from the list."""
    alike = [one for one in static if _are_alike(seen, one)]
    if not alike:
        return seen
    rule = min(alike, key=lambda one: abs((one.line or 0) - (seen.line or 0)))
    static[:] = [one for one in static if one not in alike]
    if seen.evidence == "static":
        return rule
    return seen.model_copy(update={"rule": rule.rule, "fix": seen.fix or rule.fix})


def _are_alike(seen: Finding, rule: Finding) -> bool:
    if not seen.problem or (seen.problem, seen.file) != (rule.problem, rule.file):
        return False
    return abs((seen.line or 0) - (rule.line or 0)) <= NEAR
