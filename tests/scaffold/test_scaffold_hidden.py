"""Rows that are hidden instead of deleted: code for what can refer to them, no more."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from mcp_server.scaffold.render import render
from mcp_server.scaffold.spec import read_spec
from tests.scaffold.typed import assert_typed

Files = dict[str, str]
FUNCTION = re.compile(r"^(?:async )?def (\w+)", re.MULTILINE)
ALWAYS = ["leave_hidden_rows_out", "hide", "show"]
PARENTS = ["refuse_without_parents", "parents"]
# What refers to a hidden room, and the functions there are for it.
REFERRING: dict[str, tuple[list[dict[str, Any]], list[str]]] = {
    "nothing": ([], []),
    "what stays": (
        [{"target": "Bed", "on_delete": "restrict"}],
        ["references", "rule", "refuse_if_used"],
    ),
    "what forgets it": (
        [{"target": "Bed", "on_delete": "set-null", "required": False}],
        ["references", "rule"],
    ),
    "what goes with it": (
        [{"target": "Guest", "on_delete": "cascade"}],
        ["references", *PARENTS],
    ),
    "all of it": (
        [
            {"target": "Bed", "on_delete": "restrict"},
            {"target": "Lamp", "on_delete": "set-null", "required": False},
            {"target": "Guest", "on_delete": "cascade"},
        ],
        ["references", "rule", "refuse_if_used", *PARENTS],
    ),
}


def project(referring: list[dict[str, Any]], mode: str) -> Files:
    hidden = ["soft-delete"]
    entities = [
        {"name": name, "fields": [{"name": "title"}], "mixins": mixins}
        for name, mixins in (("Room", hidden), ("Guest", hidden), ("Bed", []))
    ]
    entities.append({"name": "Lamp", "fields": [{"name": "title"}]})
    relationships = [
        {"kind": "one-to-many", "source": "Room"} | one for one in referring
    ]
    options = {"mode": mode}
    return render(
        read_spec(
            {"entities": entities, "relationships": relationships, "options": options}
        )
    )


@pytest.mark.parametrize(
    ("referring", "functions"), REFERRING.values(), ids=list(REFERRING)
)
def test_there_is_code_for_what_can_refer_to_a_hidden_row(
    referring: list[dict[str, Any]],
    functions: list[str],
    tmp_path: Path,
    write: Callable[..., None],
    run: Callable[..., Any],
) -> None:
    files = project(referring, "sync")
    found = FUNCTION.findall(files["app/softdelete.py"])
    assert sorted(found) == sorted([*ALWAYS, *functions])
    write(tmp_path, files)
    tests = ["tests/test_rooms_mixins.py", "tests/test_rooms.py"]
    ended = run(tmp_path, "-m", "pytest", "-q", "-W", "error", *tests)
    assert ended.returncode == 0, ended.stdout[-3000:]


@pytest.mark.parametrize("referring", ["nothing", "what goes with it"])
def test_that_code_is_typed(
    referring: str, tmp_path: Path, write: Callable[..., None]
) -> None:
    write(tmp_path, project(REFERRING[referring][0], "async"))
    assert_typed(tmp_path, [tmp_path / "app"])
