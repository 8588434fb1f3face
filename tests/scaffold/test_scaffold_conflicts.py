"""What a 409 of a generated project says about the values that collide."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from mcp_server.scaffold.render import render
from mcp_server.scaffold.spec import read_spec
from tests.bench.gates import running
from tests.bench.gates.projects import judged, python, written

if TYPE_CHECKING:
    from tests.postgresql import Server


def unique(name: str, column: str | None = None) -> dict[str, Any]:
    return {"name": name, "column": column, "unique": True}


# The column of one entity is a field of another, or of its own.
RENAMED: dict[str, Any] = {
    "entities": [
        {"name": "Book", "fields": [unique("name", "title")]},
        {"name": "Film", "table": "Film Roll", "fields": [unique("title", "Main T")]},
        {"name": "Song", "fields": [unique("title"), unique("name", "singer_id")]},
        {
            "name": "Swap",
            "fields": [unique("one", "other"), unique("other", "one"), {"name": "x"}],
            "indexes": [{"fields": ["singer", "x"], "unique": True}],
        },
        {"name": "Singer", "fields": [unique("name")], "mixins": ["soft-delete"]},
    ],
    "relationships": [
        {
            "kind": "one-to-many",
            "source": "Singer",
            "target": "Swap",
            "column": "title",
        },
    ],
}


@pytest.mark.parametrize("mode", ["sync", "async"])
def test_a_conflict_names_fields_however_columns_are_called(
    mode: str, tmp_path: Path, postgresql: "Server"
) -> None:
    spec = read_spec(RENAMED | {"options": {"mode": mode}})
    project = written(0, spec, tmp_path / "renamed")

    tests = [*running.PYTEST, "-k", "409", "tests"]
    url = postgresql.url(project.driver, postgresql.create_database())
    databases: tuple[dict[str, str], ...] = ({}, {"TEST_DATABASE_URL": url})
    ended = [python(project.folder, tests, **one) for one in databases]

    assert [judged(one).detail for one in ended] == ["", ""]


def test_what_collides_in_fewer_columns_is_not_tried_together() -> None:
    ticket = {
        "name": "Ticket",
        "key": ["line", "seat"],
        "fields": [{"name": "line"}, unique("seat"), {"name": "hall"}],
        "indexes": [{"fields": ["line", "hall"], "unique": True}],
    }
    tests = render(read_spec({"entities": [ticket]}))["tests/test_tickets.py"]
    assert '[["line", "hall"]]' in tests
    assert '"seat"]]' not in tests


@pytest.mark.parametrize("secret", [True, False])
def test_a_conflict_may_be_one_of_several(secret: bool, tmp_path: Path) -> None:
    code = {"name": "code", "unique": True, "secret": secret}
    fixed = {"name": "fixed", "type": "enum", "values": ["only"]}
    pair = {"fields": ["code", "fixed"], "unique": True}
    room = {"name": "Room", "fields": [code, fixed], "mixins": ["soft-delete"]}
    room |= {"indexes": [pair]}
    project = written(0, read_spec({"entities": [room]}), tmp_path / "room")

    ended = python(project.folder, [*running.PYTEST, "-k", "409", "tests"])

    assert judged(ended).detail == ""
