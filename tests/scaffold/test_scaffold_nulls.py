"""Null is a value of its own: no default takes its place."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from mcp_server.scaffold.spec import read_spec
from tests.bench.gates import running
from tests.bench.gates.projects import judged, python, written

if TYPE_CHECKING:
    from tests.postgresql import Server

DEFAULTS: dict[str, Any] = {
    "str": "a",
    "int": 3,
    "bool": True,
    "decimal": "9.99",
    "datetime": "now",
    "uuid": "random",
    "json": {"a": 1},
}
# Each with a default of the program only, and with one of the database as well.
OPTIONAL = [
    {
        "name": f"{kind}_{'both' if both else 'one'}",
        "type": kind,
        "required": False,
        "default": default,
        "server_default": both,
    }
    for kind, default in DEFAULTS.items()
    for both in (False, True)
]
ROOM = {"name": "Room", "fields": OPTIONAL}
GUEST = {"name": "Guest", "fields": [{"name": "name"}]}
STAYS = {"kind": "many-to-many", "source": "Room", "target": "Guest"}


@pytest.mark.parametrize("mode", ["sync", "async"])
def test_null_stays_null_in_every_column_with_a_default(
    mode: str, tmp_path: Path, postgresql: "Server"
) -> None:
    stays = STAYS | {"through": "Stay", "fields": OPTIONAL}
    spec = read_spec(
        {
            "entities": [ROOM, GUEST],
            "relationships": [stays],
            "options": {"mode": mode},
        }
    )
    project = written(0, spec, tmp_path / "nulls")
    tests = [*running.PYTEST, "-k", "null_is_not_the_default", "tests"]
    url = postgresql.url(project.driver, postgresql.create_database())

    databases: tuple[dict[str, str], ...] = ({}, {"TEST_DATABASE_URL": url})
    ended = [python(project.folder, tests, **one) for one in databases]

    assert [judged(one).detail for one in ended] == ["", ""]
    assert all("2 passed" in one.stdout for one in ended)
