"""The program that executes a generated project, and what its run proves."""

import json
from typing import Annotated

from pydantic import Field, ValidationError

from mcp_server.results import Check, Evidence, Program, Proof, Value
from mcp_server.scaffold.render import fill

ENTRY = "prove.py"
ENDPOINTS = "prove_endpoints.py"
LONGEST = 300
# What the program checks, in this order; the names are part of the answer.
NAMES = {
    "imports": "the application imports without a warning",
    "maps": "the mappers configure",
    "creates": "the tables are created on SQLite",
    "compiles": "the tables compile for PostgreSQL",
    "migrates": "the migrations make these tables",
    "lists": "lists take as many statements for more rows",
    "survives": "hostile requests are refused",
    "tests": "the tests pass",
}
Text = Annotated[str, Field(max_length=LONGEST)]
Count = Annotated[int, Field(ge=0)]


class Outcome(Value):
    """One check, as the program reports it."""

    name: Text
    passed: bool
    detail: Text


class Failure(Value):
    """One failing test, as the program reports it."""

    test: str
    reason: Text


class Report(Value):
    """What the program prints last."""

    checks: list[Outcome]
    tests_passed: Count
    tests_failed: Count
    failures: list[Failure]
    versions: dict[str, Text]


def proof_program(files: dict[str, str]) -> Program:
    """The files of a project with the program that checks them.

    Run it in an empty folder that is also the current one. The last line it prints
    is its report; it ends with 1 if a check failed.
    """
    one_file = "app/main.py" not in files
    main, database = ("main",) * 2 if one_file else ("app.main", "app.database")
    values = {"names": NAMES, "main": main, "database": database}
    ours = {path: fill(path, values) for path in (ENTRY, ENDPOINTS)}
    return Program(files={**files, **ours}, entry=ENTRY, unjudged=frozenset(ours))


def read_proof(evidence: Evidence) -> Proof:
    """What a run of the proof program showed.

    The report comes from the project's own process. It counts only if it names every
    check, and if it agrees with itself and with how the process ended.
    """
    report = _report(evidence.stdout)
    if report is None:
        return _proof(evidence, [_failed("the checks are reported", _why(evidence))])
    checks = [Check(**outcome.model_dump()) for outcome in report.checks]
    checks += [_failed(one.test, one.reason) for one in report.failures]
    objection = _objection(evidence, report)
    if objection and all(check.passed for check in checks):
        checks.append(_failed("the report agrees with the run", objection))
    return _proof(evidence, checks, report)


def _proof(
    evidence: Evidence, checks: list[Check], report: Report | None = None
) -> Proof:
    return Proof(
        passed=all(check.passed for check in checks),
        checks=checks,
        tests_passed=report.tests_passed if report else 0,
        tests_failed=report.tests_failed if report else 0,
        versions=report.versions if report else {},
        duration_ms=evidence.duration_ms,
        sandbox=evidence.sandbox,
    )


def _failed(name: str, detail: str) -> Check:
    return Check(name=name[:LONGEST], passed=False, detail=detail[:LONGEST])


def _report(stdout: str) -> Report | None:
    """The report on the last line, if it is one."""
    lines = stdout.strip().splitlines()
    try:
        return Report.model_validate(json.loads(lines[-1]), strict=True)
    except (IndexError, ValueError, RecursionError, ValidationError):
        return None


def _objection(evidence: Evidence, report: Report) -> str | None:
    """Why a report without a failed check proves nothing all the same."""
    if evidence.status != "passed" or evidence.exit_code not in (0, None):
        return f"every check passed, but the run ended as {_ending(evidence)}"
    if [outcome.name for outcome in report.checks] != list(NAMES.values()):
        return "the report does not name every check once and in order"
    if report.tests_failed or not report.tests_passed:
        return f"{report.tests_passed} tests passed and {report.tests_failed} failed"
    return None


def _ending(evidence: Evidence) -> str:
    limit = f" by the limit on {evidence.stopped_by}" if evidence.stopped_by else ""
    return f"{evidence.status}{limit} with exit code {evidence.exit_code}"


def _why(evidence: Evidence) -> str:
    """What is known about a run that reported nothing."""
    said = f"the run ended as {_ending(evidence)} without a report"
    if evidence.error:
        return f"{said}: {evidence.error.type}: {evidence.error.message}"
    last = evidence.stderr.strip().splitlines()[-1:]
    return f"{said}: {last[0]}" if last else said
