"""What a folder remembers is read with suspicion."""

import hashlib
from pathlib import Path
from typing import Any

import pytest
from mcp_server.errors import InvalidArgument
from mcp_server.scaffold.folder import changes, manifest
from mcp_server.scaffold.folder.target import named, opened
from tests.scaffold.folder.generating import MORE, contents, generate, remembered


@pytest.mark.parametrize(
    "path",
    [
        *("../outside.py", "/etc/passwd", "app/../../x.py", ".git/HEAD", ".git"),
        *("app/.git/HEAD", "app//x.py", "app/", "", "C:/x.py", "app\\..\\x.py", "a\0b"),
        *(".ssh/config", "./x.py", "app/./x.py", "a" * 300, "a/" * 20 + "x.py", "~/x"),
    ],
)
def test_a_manifest_names_only_what_is_generated(project: Path, path: str) -> None:
    digest = hashlib.sha256(b"ref: refs/heads/main\n").hexdigest()
    remembered(project, files={path: digest})
    before = contents(project)
    with pytest.raises(InvalidArgument, match="is no path of a generated file"):
        generate(project, MORE)

    assert contents(project) == before


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "it is not JSON"),
        (b"\xff\xfe", "it is not JSON"),
        (b"[" * 100_000, "it is not JSON"),
        (b"[]", "valid dictionary"),
        (b"{}", "Field required"),
        (b" " * 5_000_000, "more than 4,000,000 bytes"),
    ],
    ids=lambda value: repr(value)[:20],
)
def test_a_manifest_that_is_none_is_refused(
    project: Path, content: bytes, message: str
) -> None:
    (project / manifest.NAME).write_bytes(content)
    with pytest.raises(InvalidArgument, match=message):
        generate(project, MORE)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"format": 2}, "format"),
        ({"specification": {"entities": []}}, "entities"),
        ({"specification": {"entitys": []}}, "entit"),
        ({"files": {"app/main.py": "x"}}, "files.app/main.py"),
        ({"files": {f"app/x{n}.py": "0" * 64 for n in range(2_001)}}, "2000"),
        ({"more": 1}, "more"),
    ],
    ids=str,
)
def test_a_manifest_that_was_tampered_with_is_refused(
    project: Path, changed: dict[str, Any], message: str
) -> None:
    remembered(project, **changed)
    with pytest.raises(InvalidArgument, match=message) as caught:
        generate(project, MORE)

    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 600


def test_a_folder_without_a_manifest_has_none(tmp_path: Path) -> None:
    with opened(named(tmp_path)) as root:
        assert changes.known(root) is None
    with opened(named(tmp_path / "nowhere")) as root:
        assert (root, changes.known(root)) == (None, None)
