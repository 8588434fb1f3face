"""Entities that have a part of the endpoints: their tests make rows themselves."""

from pathlib import Path
from typing import Any

from mcp_server.scaffold.spec import read_spec
from tests.bench.gates import running
from tests.bench.gates.projects import judged, python, written

STATE = {"name": "state", "type": "enum", "values": ["on", "off"]}
FIELDS = [STATE, {"name": "count", "type": "int"}, {"name": "label"}]
HOUSE: dict[str, Any] = {
    "entities": [
        {"name": "House", "fields": FIELDS, "endpoints": ["list"]},
        {"name": "Room", "fields": FIELDS, "endpoints": ["list"]},
        {"name": "Lamp", "fields": FIELDS, "endpoints": ["list", "read"]},
    ],
    "relationships": [
        {"kind": "one-to-many", "source": "House", "target": "Room"},
        {"kind": "one-to-many", "source": "House", "target": "Lamp"},
        {
            "kind": "one-to-many",
            "source": "House",
            "target": "House",
            "required": False,
        },
    ],
}


def test_lists_of_rows_that_no_request_makes_are_tested(tmp_path: Path) -> None:
    project = written(0, read_spec(HOUSE), tmp_path / "house")
    ended = python(project.folder, [*running.PYTEST, "tests"])
    assert judged(ended).detail == ""
