"""Input that is legal or nearly so, and that programs forget: a small fixed list."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from mcp_server.observe.exercise import values
from mcp_server.observe.exercise.calls import ABSENT, Caller
from mcp_server.observe.exercise.operations import Operation

LIMITS = ("limit", "size", "page_size", "per_page", "count", "take", "top")
OFFSETS = ("offset", "skip", "page", "start")
NOWHERE, NO_UUID = 999_999_999, "ffffffff-ffff-4fff-8fff-ffffffffffff"
BEYOND = 2**63
"""The first number that no database keeps in an integer column."""
HUGE, LONG = 1_000_000, 5_000
NAIVE = "2026-01-31T12:00:00"
"""A time without a zone, as most people write it."""
MOST_FIELDS = 12


@dataclass(frozen=True)
class Attack:
    """One request with one thing wrong."""

    importance: int
    """0 comes first: when requests run out, the last ones are left out."""
    operation: Operation
    probe: str
    path: dict[str, Any] = field(default_factory=dict)
    query: dict[str, Any] = field(default_factory=dict)
    body: Any = ABSENT


def run(caller: Caller, operations: list[Operation]) -> None:
    """Send everything on the list, the most telling first."""
    attacks = [
        attack
        for one in operations
        for attack in (*_identifiers(one), *_pages(one), *_bodies(caller, one))
    ]
    for attack in sorted(attacks, key=lambda one: one.importance):
        caller.ask(
            attack.operation,
            attack.probe,
            path=attack.path,
            query=attack.query,
            body=attack.body,
            n=301,
        )


def _identifiers(one: Operation) -> Iterator[Attack]:
    """Identifiers that belong to nothing."""
    for parameter in one.in_path[-1:]:
        schema = values.resolved(parameter.schema, one.root)
        name = parameter.name
        if schema.get("type") == "integer":
            yield Attack(0, one, "missing id", {name: NOWHERE})
            yield Attack(3, one, "id 0", {name: 0})
            yield Attack(3, one, "id beyond 64 bits", {name: BEYOND})
        elif schema.get("format") == "uuid":
            yield Attack(0, one, "missing id", {name: NO_UUID})
        elif schema.get("type") == "string" and "enum" not in schema:
            yield Attack(0, one, "missing id", {name: "nowhere"})


def _pages(one: Operation) -> Iterator[Attack]:
    """Pages that do not exist, or hold everything."""
    if one.method != "GET":
        return
    for parameter in one.parameters:
        schema = values.resolved(parameter.schema, one.root)
        name = parameter.name
        if parameter.place != "query" or schema.get("type") != "integer":
            continue
        if name in LIMITS:
            yield Attack(0, one, "negative limit", query={name: -1})
            yield Attack(1, one, "huge limit", query={name: HUGE})
        elif name in OFFSETS:
            yield Attack(0, one, "negative offset", query={name: -1})
        else:
            yield Attack(3, one, f"{name} beyond 64 bits", query={name: BEYOND})


def _bodies(caller: Caller, one: Operation) -> Iterator[Attack]:
    body = caller.body(one, 301)
    if (
        one.is_form
        or not isinstance(body, dict)
        or one.method
        not in (
            "POST",
            "PUT",
            "PATCH",
        )
    ):
        return
    if one.method == "POST" and one.target in caller.bodies:
        yield Attack(0, one, "duplicate", body=caller.bodies[one.target])
    if one.method == "POST" and one.required() < set(body):
        fresh = caller.body(one, 302)
        bare = {name: fresh[name] for name in sorted(one.required() & set(fresh))}
        yield Attack(0, one, "required fields only", body=bare)
    yield Attack(2, one, "empty body", body={})
    for name, schema in list(one.properties().items())[:MOST_FIELDS]:
        plain = values.resolved(schema, one.root)
        partial = {} if one.method == "PATCH" else body
        if one.method in ("PUT", "PATCH"):
            yield Attack(1, one, f"null {name}", body={**partial, name: None})
        yield from _values(caller, one, name, plain, partial)


def _values(
    caller: Caller, one: Operation, name: str, schema: Any, body: dict[str, Any]
) -> Iterator[Attack]:
    """Wrong values for one field."""
    kind = schema.get("type")
    if caller.known.is_reference(name):
        if kind == "integer":
            yield Attack(0, one, f"{name} of nothing", body={**body, name: NOWHERE})
        elif schema.get("format") == "uuid":
            yield Attack(0, one, f"{name} of nothing", body={**body, name: NO_UUID})
    elif kind == "integer" and "maximum" not in schema:
        yield Attack(3, one, f"{name} beyond 64 bits", body={**body, name: BEYOND})
    elif schema.get("format") == "date-time":
        yield Attack(1, one, f"naive {name}", body={**body, name: NAIVE})
    elif kind == "string" and not {"format", "enum", "const", "pattern"} & set(schema):
        yield Attack(3, one, f"NUL in {name}", body={**body, name: "a\0b"})
        if "maxLength" not in schema:
            yield Attack(4, one, f"long {name}", body={**body, name: "x" * LONG})
