"""What to do after a validation, in one sentence."""

from collections.abc import Sequence

from mcp_server.results import Evidence, Finding, Status

BY_STATUS: dict[Status, str] = {
    "timed-out": "It did not end in time: remove the endless loop or the wait, or "
    "raise limits.wall_seconds, then validate again.",
    "killed": "It was stopped: let it print less or do less, then validate again.",
    "failed": "Fix the error at its line, then validate again; explain_problem takes "
    "the error text.",
    "sandbox-unavailable": "It was not run; the sandbox field says what is missing.",
    "passed": "It ran without findings; nothing more to do.",
}


def next_step(seen: Evidence, findings: Sequence[Finding]) -> str:
    """The most useful thing to do now."""
    serious = any(finding.severity != "info" for finding in findings)
    if findings and not serious and seen.status == "passed":
        return "It works; consider the remarks. detail='full' shows everything."
    if serious and seen.status in ("passed", "failed"):
        return (
            "Fix the findings from the top, then validate again with `compare` set to "
            "the changed code."
        )
    if seen.status == "passed" and not seen.statements:
        return "It ran, but sent no SQL: call what should be checked, then validate."
    return BY_STATUS[seen.status]
