"""What was asked of an application: in words, and how much an answer to it matters."""

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Literal

from mcp_server.results import Evidence, RequestRecord, Severity, StatementRecord

Kind = Literal["ordinary", "careless", "edge", "extreme"]
PHRASES = {
    "missing id": "an id that does not exist",
    "id 0": "the id 0",
    "id beyond 64 bits": "an id of 2**63",
    "duplicate": "the same body a second time",
    "empty body": "an empty body",
    "required fields only": "a body without the optional fields",
    "delete with children": "the id of a row that others point to",
    "huge limit": "a limit of 1000000",
}
ORDINARY = (
    "required fields only",
    "asked",
    "create",
    "list",
    "read",
    "update",
    "delete",
)
CARELESS = ("missing id", "id 0", "duplicate", "delete with children")
NUMBER_BEYOND = re.compile(r"(?P<name>.+) beyond 64 bits")
SEVERITIES: dict[Kind, tuple[Severity, Severity]] = {
    "ordinary": ("error", "error"),
    "careless": ("error", "error"),
    "edge": ("error", "info"),
    "extreme": ("info", "info"),
}
"""How bad a 500 is: in a program for a server, and in one that uses SQLite."""


def kind(probe: str | None) -> Kind:
    """Who sends such a request: everyone, careless users, or who tries to break in."""
    if probe is None or probe in ORDINARY or probe.startswith("update "):
        return "ordinary"
    careless = probe.endswith(" of nothing") or probe.startswith("naive ")
    if probe in CARELESS or careless:
        return "careless"
    if probe.startswith("null ") or probe in ("empty body", "negative limit"):
        return "edge"
    return "edge" if probe == "negative offset" else "extreme"


def severity(probe: str | None, evidence: Evidence) -> Severity:
    """How bad a 500 in answer to it is."""
    return SEVERITIES[kind(probe)][0 if is_for_server(evidence) else 1]


def phrase(probe: str | None) -> str:
    """What was sent, in words."""
    if probe in PHRASES:
        return PHRASES[probe]
    if kind(probe) == "ordinary" or probe is None:
        one_field = probe is not None and probe.startswith("update ")
        return f"a change of {probe[7:]}" if one_field and probe else "a plain request"
    if found := NUMBER_BEYOND.fullmatch(probe):
        return f"2**63 for {found['name']}"
    if probe.startswith("null "):
        return f"null for {probe[5:]}"
    if probe.startswith("naive "):
        return f"a time without a zone for {probe[6:]}"
    if probe.endswith(" of nothing"):
        return f"{probe.removesuffix(' of nothing')} pointing to nothing"
    return f"a {probe}" if not probe.startswith("NUL") else probe


def is_for_server(evidence: Evidence) -> bool:
    """The program was written for a database server; others may be exercises."""
    return any(not one.startswith("sqlite") for one in evidence.redirected)


def uses_sql(evidence: Evidence) -> bool:
    """Some endpoint talks to a database."""
    return any(one.statements for one in evidence.requests)


def target(record: RequestRecord) -> str:
    """Method and template of the path."""
    return f"{record.method} {record.route or record.path}"


def by_request(evidence: Evidence) -> dict[int, list[StatementRecord]]:
    """The statements of each request, by its number."""
    found: defaultdict[int, list[StatementRecord]] = defaultdict(list)
    for one in evidence.statements:
        if one.request is not None:
            found[one.request].append(one)
    return found


def with_probe(evidence: Evidence, probes: Iterable[str]) -> list[RequestRecord]:
    """The requests of ours with one of these texts, that were answered as done."""
    wanted = set(probes)
    return [
        one
        for one in evidence.requests
        if one.probe in wanted and one.status is not None and one.status < 300
    ]
