"""Missing index: rows are found by a column that no index begins with."""

import re
from collections.abc import Iterable, Iterator

from mcp_server.diagnosis.observed import Sighting
from mcp_server.results import Evidence, PlanRecord, Severity, TableRecord

SCAN = re.compile(r"^SCAN (?:TABLE )?(\w+)(?: AS (\w+))?$")
"""A whole table; with USING it would be an index that is read."""
AUTOMATIC = re.compile(
    r"^SEARCH (?:TABLE )?(\w+)(?: AS (\w+))? USING AUTOMATIC.*INDEX \((\w+)="
)
ALIAS = re.compile(r"\b(?:FROM|JOIN|,)\s+\"?(\w+)\"? AS \"?(\w+)\"?", re.IGNORECASE)
CONDITIONS = re.compile(
    r"\b(?:WHERE|ON)\b(.*?)(?=\b(?:GROUP BY|ORDER BY|LIMIT|RETURNING|JOIN)\b|$)",
    re.IGNORECASE | re.DOTALL,
)
COMPARED = re.compile(
    r"(\w+)\.(\w+) (?:=|<=?|>=?|IN|BETWEEN)(?= )|(?<== )(\w+)\.(\w+)", re.IGNORECASE
)
SORTED = re.compile(r"\bORDER BY (\w+)\.(\w+)\b.*\bLIMIT\b", re.IGNORECASE | re.DOTALL)
READS = "This query reads all"
MANY = 10_000
"""Rows: to read so many for one value is a fault, to read fewer is a remark."""


def find(evidence: Evidence) -> Iterator[Sighting]:
    """One sighting for each column: by a scan that was seen, else by a foreign key."""
    tables = {table.name: table for table in evidence.tables}
    told: set[tuple[str, str]] = set()
    for plan in evidence.plans:
        for (name, column), why in _wanted(plan).items():
            table = tables.get(name)
            if table and not _is_indexed(table, column) and (name, column) not in told:
                told.add((name, column))
                yield _seen(plan, name, column, why)
    for table in evidence.tables:
        yield from _unindexed_keys(table, told)


def _seen(plan: PlanRecord, name: str, column: str, why: str) -> Sighting:
    """A scan; a fault if it went through many rows to find those with one value."""
    by_value = re.search(rf"\b{column}\"? = [?:]", plan.sql)
    asks = plan.sql.lstrip().upper().startswith("SELECT")
    severity: Severity = "info"
    if asks and by_value and plan.rows >= MANY and why == f"{READS} of":
        why, severity = f"{READS} {plan.rows} rows of", "warning"
    found = _sighting(name, column, why, plan.file, plan.line)
    return found.model_copy(update={"severity": severity})


def _wanted(plan: PlanRecord) -> dict[tuple[str, str], str]:
    """Table and column by which rows were looked for in vain, and how."""
    names = dict.fromkeys(_scanned(plan.steps), "")
    names |= {alias: table for table, alias in ALIAS.findall(plan.sql)}
    found: dict[tuple[str, str], str] = {}
    scanned = set(_scanned(plan.steps))
    for alias, column in _compared(plan.sql):
        if alias in scanned:
            found[names[alias] or alias, column] = f"{READS} of"
    for step in plan.steps:
        if match := AUTOMATIC.match(step):
            alias = match[2] or match[1]
            table = names.get(alias) or alias
            found[table, match[3]] = "For this query SQLite builds an index of"
    if any("TEMP B-TREE FOR ORDER BY" in step for step in plan.steps):
        for alias, column in SORTED.findall(plan.sql):
            table = names.get(alias) or alias
            found.setdefault((table, column), "To return a page this query sorts")
    return found


def _scanned(steps: Iterable[str]) -> list[str]:
    matches = (SCAN.match(step) for step in steps)
    return [match[2] or match[1] for match in matches if match]


def _compared(sql: str) -> Iterator[tuple[str, str]]:
    for condition in CONDITIONS.findall(sql):
        for left, column, right, other in COMPARED.findall(condition):
            yield (left or right), (column or other)


def _is_indexed(table: TableRecord, column: str) -> bool:
    return any(columns[:1] == [column] for columns in table.indexes)


def _unindexed_keys(
    table: TableRecord, told: set[tuple[str, str]]
) -> Iterator[Sighting]:
    for columns in table.foreign_keys:
        first = columns[0]
        if not _is_indexed(table, first) and (table.name, first) not in told:
            yield _sighting(table.name, first, "", table.file, table.line)


def _sighting(
    table: str, column: str, why: str, file: str | None, line: int | None
) -> Sighting:
    known = f"The foreign key {table}.{column} has no index."
    if why:
        known = f"{why} {table}: {column} has no index."
    return Sighting(
        file=file,
        line=line,
        message=known,
        fix=f"Declare it: {column}: ... = Field(..., index=True), and migrate.",
        severity="info",
        evidence="observed" if why else "static",
    )
