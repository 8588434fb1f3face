"""Code that looks wrong and is not: exactly what a comment expects is found.

`# expect: SQM012` at the end of a line is what rules must say about that line, and they
must say nothing else about the file. The files are read, never imported.
"""

import re
from pathlib import Path

import pytest
from mcp_server.rules.engine import check

FOLDER = Path(__file__).parent / "near_misses"
FILES = [pytest.param(path, id=path.stem) for path in sorted(FOLDER.glob("*.py"))]
EXPECTED = re.compile(r"# expect: ((?:SQM\d{3}(?:, )?)+)$")


def _expected(source: str) -> set[tuple[int, str]]:
    return {
        (number, code)
        for number, line in enumerate(source.splitlines(), start=1)
        if (match := EXPECTED.search(line))
        for code in match[1].split(", ")
    }


@pytest.mark.parametrize("path", FILES)
def test_a_near_miss_shows_exactly_what_its_comments_expect(path: Path) -> None:
    source = path.read_text("utf-8")

    found = check({path.name: source})

    assert {(one.line, one.code) for one in found} == _expected(source)


@pytest.mark.parametrize("path", FILES)
def test_every_comment_about_a_rule_is_understood(path: Path) -> None:
    lines = path.read_text("utf-8").splitlines()

    for line in lines:
        assert ("expect:" in line) == bool(EXPECTED.search(line)), line
