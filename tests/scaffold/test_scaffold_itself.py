"""Entities that refer to themselves, alone and within a circle."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from mcp_server.scaffold.render import render
from mcp_server.scaffold.spec import read_spec

Files = dict[str, str]
OF_ITSELF = {"source": "Person", "target": "Person", "embed": True}
PEOPLE: dict[str, Any] = {
    "entities": [
        {"name": "Note", "fields": [{"name": "title"}], "mixins": ["timestamps"]},
        {
            "name": "Person",
            "fields": [{"name": "title"}],
            "mixins": ["timestamps"],
            "indexes": [{"fields": ["title", "pinned"], "unique": True}],
        },
    ],
    "relationships": [
        OF_ITSELF
        | {"kind": "one-to-one", "name": "student", "reverse": "mentor"}
        | {"required": False, "on_delete": "cascade"},
        {"kind": "one-to-many", "source": "Person", "target": "Note", "embed": True},
        OF_ITSELF | {"kind": "many-to-many", "name": "follows", "reverse": "followers"},
        {
            "kind": "one-to-many",
            "source": "Note",
            "target": "Person",
            "name": "readers",
            "reverse": "pinned",
            "required": False,
        },
    ],
}


@pytest.fixture(scope="module")
def people() -> Files:
    return render(read_spec(PEOPLE))


def test_its_tests_pass_and_leave_nothing_that_cannot_be_dropped(
    people: Files,
    tmp_path: Path,
    write: Callable[..., None],
    run: Callable[..., Any],
) -> None:
    write(tmp_path, people)
    ended = run(tmp_path, "-m", "pytest", "-q", "-W", "error")
    assert ended.returncode == 0, ended.stdout[-3000:]


def test_no_row_is_overwritten_while_it_is_loaded(people: Files) -> None:
    # A row that is one of its own is met again when these are loaded, and what was
    # loaded before would be gone. The order is not the same in every process, so that
    # requests show it now and then only.
    code = [text for path, text in people.items() if path.startswith("app/")]
    assert len(code) > 9
    assert not [text for text in code if "populate_existing" in text]
    assert "test_it_can_be_one_of_its_own_follows" in people["tests/test_people.py"]
