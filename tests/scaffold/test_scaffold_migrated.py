"""Migrations lead to the tables of the models, and Alembic sees no difference."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from mcp_server.errors import InvalidSpec
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


@pytest.mark.parametrize("mixins", [[], ["soft-delete"]])
@pytest.mark.parametrize(
    ("kind", "unique"),
    [("one-to-many", False), ("one-to-one", False), ("one-to-one", True)],
)
def test_no_index_repeats_that_of_a_foreign_key(
    kind: str, unique: bool, mixins: list[str]
) -> None:
    index = {"fields": ["author"], "unique": unique}
    post = {"name": "Post", "fields": [{"name": "x"}], "indexes": [index]}
    author = {"name": "Author", "fields": [{"name": "x"}]}
    written_by = {"kind": kind, "source": "Author", "target": "Post"}
    with pytest.raises(InvalidSpec, match="`author` has an index already; drop it"):
        read_spec(
            {
                "entities": [author, post | {"mixins": mixins}],
                "relationships": [written_by],
            }
        )


def test_a_parent_that_only_one_row_may_have_is_one_to_one() -> None:
    index = {"fields": ["author"], "unique": True}
    post = {"name": "Post", "fields": [{"name": "x"}], "indexes": [index]}
    author = {"name": "Author", "fields": [{"name": "x"}]}
    written_by = {"kind": "one-to-many", "source": "Author", "target": "Post"}
    with pytest.raises(InvalidSpec, match="send its relationship as one-to-one"):
        read_spec({"entities": [author, post], "relationships": [written_by]})
