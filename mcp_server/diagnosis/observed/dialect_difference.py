"""Dialect difference: what ran on SQLite and would not on the server it stands for."""

import re
from collections.abc import Iterator

from mcp_server.diagnosis.observed import Sighting
from mcp_server.results import Evidence

SQLITE_ONLY = {
    "postgresql": re.compile(
        r"\b(strftime|julianday|group_concat|ifnull|randomblob|datetime|unixepoch"
        r"|total_changes|last_insert_rowid|json_extract|glob)\s*\("
        r"|\bINSERT OR (?:REPLACE|IGNORE)\b|\bsqlite_master\b",
        re.IGNORECASE,
    ),
    "mysql": re.compile(
        r"\b(strftime|julianday|randomblob|unixepoch|total_changes"
        r"|last_insert_rowid|glob)\s*\(|\bINSERT OR (?:REPLACE|IGNORE)\b"
        r"|\bsqlite_master\b",
        re.IGNORECASE,
    ),
}
"""By dialect: SQL that SQLite takes and this server does not."""
ERROR = "-- error: "
FROM_SERVER = re.compile(r"^(?!sqlite)(\w+?)(?:\+\w+)?://")
SQLITE_ERRORS = ("OperationalError", "CompileError", "UnsupportedCompilationError")


def find(evidence: Evidence) -> Iterator[Sighting]:
    """Tables that the server refuses, SQL that it does not know, errors of SQLite's."""
    yield from _tables(evidence)
    servers = sorted(_servers(evidence))
    for server in servers:
        yield from _statements(evidence, server)
    if servers:
        yield from _own_error(evidence, servers[0])


def _servers(evidence: Evidence) -> set[str]:
    matches = (FROM_SERVER.match(text) for text in evidence.redirected)
    return {match[1] for match in matches if match}


def _tables(evidence: Evidence) -> Iterator[Sighting]:
    for table in evidence.tables:
        for server, ddl in sorted(table.servers.items()):
            if ddl.startswith(ERROR):
                yield Sighting(
                    file=table.file,
                    line=table.line,
                    message=f"{server} cannot have the table {table.name}: "
                    f"{ddl.removeprefix(ERROR)[:200]}",
                    fix=f"Use types and lengths that {server} has.",
                    severity="error",
                )


def _statements(evidence: Evidence, server: str) -> Iterator[Sighting]:
    told: set[str] = set()
    unknown = SQLITE_ONLY.get(server)
    for record in evidence.statements:
        match = unknown.search(record.sql) if unknown else None
        if match and record.judged and match[0] not in told:
            told.add(match[0])
            yield Sighting(
                file=record.file,
                line=record.line,
                message=f"SQLite knows `{match[0].rstrip('(').strip()}`, "
                f"{server} does not: this statement would fail there.",
                fix=f"Write it for {server}, or with functions that both know.",
                severity="error",
            )


def _own_error(evidence: Evidence, server: str) -> Iterator[Sighting]:
    error = evidence.error
    if error and error.type in SQLITE_ERRORS:
        yield Sighting(
            file=error.file,
            line=error.line,
            message=f"This ran on SQLite in place of {server}: it may be SQLite that "
            f"lacks what {server} has.",
            fix=f"Try the statement on {server} if it is meant for {server} only.",
            severity="info",
        )
