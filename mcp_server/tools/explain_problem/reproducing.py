"""Runs the broken and the fixed program of a problem's page."""

import importlib.util

import anyio

from mcp_server import sandbox
from mcp_server.diagnosis import findings as diagnose
from mcp_server.knowledge.problems import problems
from mcp_server.results import (
    Diagnosis,
    Evidence,
    Outcome,
    Problem,
    Program,
    Reproduction,
)

PROGRAM = "program.py"
LONGEST_ERROR = 300


async def reproduced(found: Diagnosis, problem: Problem) -> Diagnosis:
    """The diagnosis with both outcomes, or with the reason why there are none."""
    reason = _hindrance(problem)
    if reason or problem.broken is None or problem.fixed is None:
        return found.model_copy(update={"not_reproduced": reason})
    run = await _reproduction(problem.broken, problem.fixed)
    return found.model_copy(update={"reproduction": run})


def _hindrance(problem: Problem) -> str | None:
    if problem.no_program:
        return problem.no_program
    if problem.needs != "sqlite":
        return f"The programs of its page need a {problem.needs} server."
    absent = [one for one in problem.requires if not importlib.util.find_spec(one)]
    if absent:
        return f"The programs of its page import {', '.join(absent)}: install it."
    return None


async def _reproduction(broken: str, fixed: str) -> Reproduction:
    outcomes: dict[str, Outcome] = {}

    async def run(name: str, text: str) -> None:
        seen = await sandbox.run(Program(files={PROGRAM: text}, entry=PROGRAM))
        outcomes[name] = _outcome(seen)

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(run, "broken", broken)
        tasks.start_soon(run, "fixed", fixed)
    told = "; ".join(f"{name}: {_told(outcomes[name])}" for name in ("broken", "fixed"))
    return Reproduction(
        broken=outcomes["broken"], fixed=outcomes["fixed"], summary=told
    )


def _outcome(seen: Evidence) -> Outcome:
    found = diagnose.findings(seen, problems())
    error = f"{seen.error.type}: {seen.error.message}" if seen.error else None
    return Outcome(
        status=seen.status,
        error=error and error[:LONGEST_ERROR],
        statements=seen.statements_total,
        problems=sorted(
            {one.problem for one in found if one.problem and one.severity != "info"}
        ),
    )


def _told(outcome: Outcome) -> str:
    end = outcome.error.split(":")[0] if outcome.error else outcome.status
    return f"{end}, {outcome.statements} statements"
