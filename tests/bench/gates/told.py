"""What the gates found, as tables and as lines to run again."""

import statistics
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from tests.bench import page
from tests.bench.gates.mutants import KINDS, Mutant
from tests.bench.gates.projects import Verdict, Verdicts

ORDER = (
    "generate",
    "compile",
    "ruff check",
    "ruff format",
    "pyright",
    "mypy --strict",
    "import, mappers",
    "create_all, SQLite",
    "DDL for PostgreSQL",
    "create_all, PostgreSQL",
    "generated tests, SQLite",
    "generated tests, psycopg",
    "generated tests, asyncpg",
    "N+1 guard",
    "Alembic, SQLite",
    "Alembic, PostgreSQL",
    "hostile requests, own probes",
    "schemathesis",
)
ON_POSTGRESQL = (
    "create_all, PostgreSQL",
    "generated tests, psycopg",
    "generated tests, asyncpg",
    "Alembic, PostgreSQL",
)
Killed = Mapping[int, list[tuple[Mutant, bool]]]


def gates(verdicts: Mapping[int, Verdicts]) -> str:
    """Pass rate of each gate."""
    return page.table(
        ("gate", "passed", "of", "rate", "failed, by seed"),
        [_row(gate, verdicts) for gate in ORDER],
    )


def _row(gate: str, verdicts: Mapping[int, Verdicts]) -> list[str]:
    asked = {s: found[gate] for s, found in verdicts.items() if gate in found}
    judged = {s: one for s, one in asked.items() if one.passed is not None}
    if not judged:
        reason = next((one.detail for one in asked.values()), "nothing to judge")
        return [gate, "-", "0", "-", f"skipped: {reason}"]
    failed = [seed for seed, one in judged.items() if not one.passed]
    passed = len(judged) - len(failed)
    shown = ", ".join(map(str, failed[:10])) + (", ..." if len(failed) > 10 else "")
    rate = f"{100 * passed / len(judged):.0f} %"
    return [gate, str(passed), str(len(judged)), rate, shown]


def seconds(taken: Mapping[str, Sequence[float]]) -> str:
    """What the gates that run a project take; a project a core runs at once."""
    return page.table(
        ("gates", "median seconds", "longest"),
        [
            [gates, f"{statistics.median(found):.1f}", f"{max(found):.1f}"]
            for gates, found in taken.items()
        ],
    )


def mutation(killed: Killed) -> str:
    """How many mutants of each kind the generated tests notice."""
    all_of, noticed = Counter[str](), Counter[str]()
    for found in killed.values():
        all_of.update(one.kind for one, _ in found)
        noticed.update(one.kind for one, seen in found if seen)
    missed = {
        kind: [
            f"{seed}: {one.path}:{one.line}"
            for seed, found in sorted(killed.items())
            for one, seen in found
            if one.kind == kind and not seen
        ]
        for kind in KINDS
    }
    rows = [
        [kind, str(noticed[kind]), str(all_of[kind]), ", ".join(missed[kind])]
        for kind in KINDS
    ]
    rows.append(["all", str(noticed.total()), str(all_of.total()), ""])
    head = (f"taken out of {len(killed)} projects", "noticed", "of", "missed, by seed")
    return page.table(head, rows)


def failures(verdicts: Mapping[int, Verdicts]) -> Iterator[str]:
    """What failed, with what runs the one project again."""
    for seed, found in sorted(verdicts.items()):
        failed = {gate: one for gate, one in found.items() if _failed(one)}
        if failed:
            yield f"seed {seed} (again: make bench-scaffold N=1 SEED={seed}):"
        for gate, one in failed.items():
            yield f"  {gate}: {one.detail}"


def _failed(verdict: Verdict) -> bool:
    return verdict.passed is False
