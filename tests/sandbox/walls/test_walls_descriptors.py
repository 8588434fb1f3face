"""A child inherits no open file."""

import errno
from collections.abc import Callable
from typing import Any

import pytest
from mcp_server.sandbox.walls import descriptors

Run = Callable[..., dict[str, Any]]
OPEN = """
import os
fd = os.open(OUTSIDE + '/secret.txt', os.O_RDONLY)
far = os.dup2(fd, 900)
folder = os.open(OUTSIDE, os.O_RDONLY)
"""
READ = {
    "a-file": "os.read(fd, 1)",
    "a-file-with-a-high-number": "os.read(far, 1)",
    "a-folder": "os.open('secret.txt', os.O_RDONLY, dir_fd=folder)",
}
NO_CLOSE_RANGE = """
from mcp_server.sandbox.walls import descriptors
descriptors.CLOSE_RANGE = 5000
"""


@pytest.mark.parametrize("code", READ.values(), ids=READ)
@pytest.mark.parametrize("fallback", ["", NO_CLOSE_RANGE], ids=["call", "list"])
def test_it_is_closed(code: str, fallback: str, free: Run, jailed: Run) -> None:
    before = OPEN + fallback

    assert "error" not in free(code, before=before)
    assert jailed(code, before=before)["errno"] == errno.EBADF


@pytest.mark.parametrize("fallback", ["", NO_CLOSE_RANGE], ids=["call", "list"])
def test_what_is_kept_stays_open(fallback: str, jailed: Run) -> None:
    done = jailed("import os; value = os.write(1, b'x') + os.write(2, b'x')")

    assert done["value"] == 2


@pytest.mark.parametrize(
    ("keep", "closed"),
    [
        (set(), [(0, 0xFFFFFFFF)]),
        ({0, 1, 2}, [(3, 0xFFFFFFFF)]),
        ({1, 2, 40}, [(0, 0), (3, 39), (41, 0xFFFFFFFF)]),
        ({0xFFFFFFFF}, [(0, 0xFFFFFFFE)]),
    ],
)
def test_all_numbers_but_the_kept_ones_are_closed(
    keep: set[int], closed: list[tuple[int, int]]
) -> None:
    assert descriptors.gaps(keep) == closed
