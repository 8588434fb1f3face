"""What the evidence of a run shows: its findings, and the problem behind its error."""

from collections.abc import Iterable, Sequence

from mcp_server.diagnosis import calls, causes
from mcp_server.diagnosis.merging import merged
from mcp_server.diagnosis.observed import observers
from mcp_server.diagnosis.symptom.clues import Text
from mcp_server.diagnosis.symptom.ranking import rank
from mcp_server.diagnosis.warned import warned
from mcp_server.diagnosis.witnesses import disagreement
from mcp_server.results import (
    SEVERITY_ORDER,
    Evidence,
    Finding,
    Problem,
    RaisedError,
    SnippetError,
)

CONTEXT = "sqlmodel"
"""It is known to be a program with a database, whatever its exception says."""
SURE_ENOUGH = 0.6
"""Confidence from which an exception is called by a problem's name."""


def error(raised: RaisedError, problems: Sequence[Problem]) -> SnippetError:
    """The exception of a run, with the known problem that it is."""
    known = _known(raised, problems)
    cause = causes.cause(raised)
    problem = known.id if known else cause.problem if cause else None
    return SnippetError(
        type=raised.type,
        message=raised.message,
        file=raised.file,
        line=raised.line,
        problem=problem,
    )


def findings(
    evidence: Evidence,
    problems: Sequence[Problem],
    static: Sequence[Finding] = (),
) -> list[Finding]:
    """Everything the run shows, most severe first, then in order of the lines.

    What a static rule says of the same problem at the same place is the same finding.
    """
    found = [
        *_observed(evidence, problems),
        *_raised(evidence, problems),
        *calls.find(evidence, lambda raised: _known(raised, problems)),
        *warned(evidence),
        *disagreement(evidence),
    ]
    return sorted(merged(found, static, observers()), key=_order)


def _order(one: Finding) -> tuple[int, str, int]:
    return SEVERITY_ORDER[one.severity], one.file or "~", one.line or 0


def _observed(evidence: Evidence, problems: Sequence[Problem]) -> Iterable[Finding]:
    pages = {problem.id: problem for problem in problems}
    for name, observer in observers().items():
        for sighting in observer.find(evidence):
            problem = sighting.problem or name
            page = pages.get(problem)
            yield Finding(
                problem=problem,
                severity=sighting.severity or (page.severity if page else "warning"),
                file=sighting.file,
                line=sighting.line,
                message=sighting.message,
                fix=sighting.fix or (page.fix if page else None),
                evidence=sighting.evidence,
            )


def _raised(evidence: Evidence, problems: Sequence[Problem]) -> Iterable[Finding]:
    """The uncaught exception as a finding, where it is a known problem."""
    raised = evidence.error
    known = _known(raised, problems) if raised else None
    if raised and known:
        yield Finding(
            problem=known.id,
            severity="error",
            file=raised.file,
            line=raised.line,
            message=f"{known.title}: {known.cause}",
            fix=known.fix,
        )
    elif raised and (cause := causes.cause(raised)):
        yield Finding(
            problem=cause.problem,
            severity="error",
            file=raised.file,
            line=raised.line,
            message=f"The snippet ended with {causes.brief(raised)}.",
            fix=cause.fix,
        )


def _known(raised: RaisedError, problems: Sequence[Problem]) -> Problem | None:
    text = "\n".join([f"{raised.qualified_type}: {raised.message}", *raised.chain])
    matches = rank(Text(text, source=CONTEXT), problems, {})
    if matches and matches[0].confidence >= SURE_ENOUGH:
        return matches[0].problem
    return None
