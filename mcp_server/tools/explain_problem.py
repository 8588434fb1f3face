"""Names the database problem behind an error, a sentence or code."""

from typing import Annotated

from pydantic import Field

from mcp_server import sandbox
from mcp_server.diagnosis import findings as diagnose
from mcp_server.diagnosis import signatures
from mcp_server.errors import InvalidArgument
from mcp_server.knowledge.problems import problems
from mcp_server.results import (
    Diagnosis,
    Evidence,
    Explanation,
    Outcome,
    Problem,
    Program,
    Reproduction,
)

TITLE = "Explain a database problem"
READ_ONLY = True

MOST_DIAGNOSES = 3
LONGEST_SYMPTOM = 5_000_000


async def explain_problem(
    symptom: Annotated[
        str,
        Field(
            description="The error message, the whole traceback, a log excerpt, or one "
            "sentence such as 'my list endpoint sends hundreds of queries'.",
        ),
    ],
    code: Annotated[
        str | None,
        Field(description="Source that shows the problem, if there is any."),
    ] = None,
    reproduce: Annotated[
        bool,
        Field(
            description="Also run the best diagnosis' broken and fixed program now "
            "and report both outcomes; takes a few seconds.",
        ),
    ] = False,
) -> Explanation:
    """Find the cause of a SQLModel, SQLAlchemy or FastAPI database error or symptom.

    Use it when there is an error text, a traceback, or a described symptom (slow
    endpoint, wrong values, connections running out). Returns up to three problems,
    best first, each with confidence, cause, fix and the page with a broken and a
    fixed program; an empty list means that no known problem fits. To find problems
    in code that raises no error, call validate_snippet instead.
    """
    if not symptom.strip():
        raise InvalidArgument(
            "`symptom` is empty; send an error text, a traceback or a sentence"
        )
    if len(symptom) > LONGEST_SYMPTOM:
        raise InvalidArgument(
            f"`symptom` has {len(symptom)} characters; send the part around the error"
        )
    matches = signatures.match(symptom, problems(), code or "")[:MOST_DIAGNOSES]
    found = [_diagnosis(one) for one in matches]
    if reproduce and found and matches[0].problem.needs == "sqlite":
        run = await _reproduction(matches[0].problem)
        found[0] = found[0].model_copy(update={"reproduction": run})
    return Explanation(diagnoses=found, next_step=_next_step(found))


def _diagnosis(match: signatures.Match) -> Diagnosis:
    problem = match.problem
    return Diagnosis(
        problem=problem.id,
        title=problem.title,
        confidence=match.confidence,
        evidence=list(match.evidence),
        cause=problem.cause,
        fix=problem.fix,
        page=problem.page,
    )


def _next_step(found: list[Diagnosis]) -> str:
    if not found:
        return (
            "No known database problem fits. Send the whole traceback, or run the code "
            "with validate_snippet."
        )
    return (
        "Apply the fix, then prove it with validate_snippet; "
        f"{found[0].page} shows a broken and a fixed program."
    )


async def _reproduction(problem: Problem) -> Reproduction:
    """Run the broken and the fixed program of a page, one after the other."""
    broken, fixed = [
        _outcome(
            await sandbox.run(Program(files={"program.py": text}, entry="program.py"))
        )
        for text in (problem.broken, problem.fixed)
        if text
    ]
    return Reproduction(broken=broken, fixed=fixed, summary=_compared(broken, fixed))


def _outcome(seen: Evidence) -> Outcome:
    found = diagnose.findings(seen, problems())
    return Outcome(
        status=seen.status,
        error=f"{seen.error.type}: {seen.error.message}"[:300] if seen.error else None,
        statements=seen.statements_total,
        problems=sorted(
            {one.problem for one in found if one.problem and one.severity != "info"}
        ),
    )


def _compared(broken: Outcome, fixed: Outcome) -> str:
    return f"broken: {_told(broken)}; fixed: {_told(fixed)}"


def _told(outcome: Outcome) -> str:
    end = outcome.error.split(":")[0] if outcome.error else outcome.status
    return f"{end}, {outcome.statements} statements"
