"""The projects under snapshots/ are what is generated; `make snapshots` renews them."""

from pathlib import Path

import pytest
from tests.scaffold.snapshot import SPECIFICATIONS, checked_in, generated


@pytest.mark.parametrize("specification", SPECIFICATIONS, ids=lambda path: path.stem)
def test_a_project_is_generated_as_it_is_checked_in(specification: Path) -> None:
    expected, found = checked_in(specification), generated(specification)

    assert sorted(found) == sorted(expected), "run `make snapshots` and read the change"
    for path, content in expected.items():
        assert found[path] == content, f"{path}: run `make snapshots`, read the change"


def test_the_two_projects_show_both_modes_and_databases() -> None:
    assert [path.stem for path in SPECIFICATIONS] == ["library", "notes"]
