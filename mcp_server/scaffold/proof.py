"""The programs that execute a generated project, and what their runs prove."""

import json
import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field, ValidationError

from mcp_server.results import Check, Evidence, Program, Proof, Value
from mcp_server.scaffold.render import fill

ENTRY = "prove.py"
ENDPOINTS = "prove_endpoints.py"
TESTS = "tests"
# Modules of tests that are worth a process of their own, and that are enough for one:
# a process has a minute.
FEWEST, MOST = 4, 12
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


@dataclass(frozen=True)
class Part:
    """Some of the checks, as a program of its own."""

    checks: tuple[str, ...]
    """Keys of `NAMES`, in order."""
    program: Program


def proof_program(
    files: dict[str, str],
    checks: Collection[str] = tuple(NAMES),
    tests: Collection[str] = (TESTS,),
) -> Program:
    """The files of a project with the program that checks them.

    Run it in an empty folder that is also the current one. The last line it prints
    is its report; it ends with 1 if a check failed.
    """
    one_file = "app/main.py" not in files
    main, database = ("main",) * 2 if one_file else ("app.main", "app.database")
    values = {"names": NAMES, "main": main, "database": database}
    values |= {"checks": sorted(checks), "tests": sorted(tests)}
    ours = {path: fill(path, values) for path in (ENTRY, ENDPOINTS)}
    every = {**files, **ours}
    # It reports by itself, and being observed takes a fifth of its time.
    return Program(files=every, entry=ENTRY, unjudged=frozenset(ours), observed=False)


def proof_parts(files: dict[str, str], processes: int) -> list[Part]:
    """The proof in programs of which so many can run beside each other.

    A small project has one: a process more would cost more than it saves. A large one
    has more, which take turns.
    """
    modules = [path for path in files if path.startswith(f"{TESTS}/test_")]
    modules.sort(key=lambda path: len(files[path]), reverse=True)
    shares = min(processes, len(modules) // FEWEST)
    shares = max(shares, math.ceil(len(modules) / MOST))
    if shares < 2:
        return [Part(tuple(NAMES), proof_program(files))]
    others = tuple(name for name in NAMES if name != "tests")
    tests = [modules[number::shares] for number in range(shares)]
    return [
        Part(others, proof_program(files, others)),
        *(Part(("tests",), proof_program(files, ("tests",), some)) for some in tests),
    ]


def together(proofs: Sequence[Proof]) -> Proof:
    """The proofs of all parts as one; who ran them knows how long all of it took."""
    first, *_ = proofs
    if len(proofs) == 1:
        return first
    # Parts that end in the same way say so once.
    checks = [*dict.fromkeys(check for proof in proofs for check in proof.checks)]
    passed = sum(proof.tests_passed for proof in proofs)
    of_tests = [check for check in checks if check.name == NAMES["tests"]]
    if of_tests and all(proof.passed for proof in proofs):
        whole = Check(name=NAMES["tests"], passed=True, detail=f"{passed} passed")
        checks = [*(check for check in checks if check not in of_tests), whole]
    return first.model_copy(
        update={
            "passed": all(check.passed for check in checks),
            "finished": all(proof.finished for proof in proofs),
            "checks": checks,
            "tests_passed": passed,
            "tests_failed": sum(proof.tests_failed for proof in proofs),
            "versions": next((one.versions for one in proofs if one.versions), {}),
        }
    )


def read_proof(evidence: Evidence, checks: Sequence[str] = tuple(NAMES)) -> Proof:
    """What a run of a proof program showed.

    The report comes from the project's own process. It counts only if it names every
    check, and if it agrees with itself and with how the process ended.
    """
    report = _report(evidence.stdout)
    if report is None:
        return _proof(evidence, [_failed("the checks are reported", _why(evidence))])
    found = [Check(**outcome.model_dump()) for outcome in report.checks]
    found += [_failed(one.test, one.reason) for one in report.failures]
    objection = _objection(evidence, report, [NAMES[name] for name in checks])
    if objection and all(check.passed for check in found):
        found.append(_failed("the report agrees with the run", objection))
    return _proof(evidence, found, report)


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


def _objection(evidence: Evidence, report: Report, names: Sequence[str]) -> str | None:
    """Why a report without a failed check proves nothing all the same."""
    if evidence.status != "passed" or evidence.exit_code not in (0, None):
        return f"every check passed, but the run ended as {_ending(evidence)}"
    if [outcome.name for outcome in report.checks] != list(names):
        return "the report does not name every check once and in order"
    tested = bool(report.tests_passed) == (NAMES["tests"] in names)
    if report.tests_failed or not tested:
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
