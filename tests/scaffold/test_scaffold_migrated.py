"""Migrations lead to the tables of the models, and Alembic sees no difference."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from mcp_server.scaffold.spec import read_spec
from tests.bench.gates import running
from tests.bench.gates.projects import Verdict, written

if TYPE_CHECKING:
    from tests.postgresql import Server

MADE_UP = ["", "plain", "(bracketed)", "(", "it's", '"x"', "100%", ":x"]
DEFAULTS = [
    {"name": f"text{number}", "type": kind, "default": text, "server_default": True}
    for number, (kind, text) in enumerate(
        (kind, text) for kind in ("str", "text") for text in MADE_UP
    )
]
LOOKED_UP = {"name": "code", "unique": True, "index": True}


@pytest.mark.parametrize(
    "room",
    [
        {"fields": DEFAULTS},
        {"fields": [LOOKED_UP, {"name": "x"}], "mixins": ["soft-delete"]},
    ],
    ids=["defaults of the database", "unique among what is not hidden"],
)
def test_alembic_sees_no_difference(
    room: dict[str, Any], tmp_path: Path, postgresql: "Server"
) -> None:
    spec = read_spec({"entities": [{"name": "Room", **room}]})
    project = written(0, spec, tmp_path / "room")
    assert running.migrations(project, postgresql) == {
        "Alembic, SQLite": Verdict(True),
        "Alembic, PostgreSQL": Verdict(True),
    }
