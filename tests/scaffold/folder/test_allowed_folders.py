"""A server writes only below the folder that its user has named."""

from pathlib import Path

import pytest
from mcp_server.errors import FileExists, InvalidArgument
from mcp_server.scaffold.folder import target, writing
from mcp_server.scaffold.folder.changes import compare
from mcp_server.scaffold.folder.target import allowed, named, opened
from mcp_server.scaffold.render import render
from tests.scaffold.folder.generating import NOTE, contents


@pytest.fixture
def below(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(target, "_write_below", None)
    folder = tmp_path / "allowed"
    folder.mkdir()
    target.allow_writing(folder)
    return folder


@pytest.mark.parametrize("folder", ["shop", "services/shop", "büro", ".", "a.b-c_d"])
def test_a_plain_folder_below_the_allowed_one_is_allowed(
    below: Path, folder: str
) -> None:
    assert allowed(folder).path == below / folder


@pytest.mark.parametrize(
    "folder",
    [
        *("..", "../x", "a/../../x", "/etc", "", "a//b", "a/", "/", "~", "~/x", "./a"),
        *(".git", "a/.hidden", "a\\b", "C:", "a\0b", "a\nb", "a b", "-rf", "x" * 300),
        "a/" * 10 + "b",
    ],
)
def test_any_other_folder_is_refused_in_one_sentence(below: Path, folder: str) -> None:
    with pytest.raises(InvalidArgument, match="send a relative path") as caught:
        allowed(folder)

    assert "\n" not in str(caught.value)


def test_a_link_below_the_allowed_folder_is_not_followed(
    below: Path, tmp_path: Path
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (below / "shop").symlink_to(outside)
    with opened(named(tmp_path / "nowhere")) as root:
        found = compare(root, NOTE, render(NOTE))
    for folder in ("shop", "shop/deeper"):
        with (
            pytest.raises(FileExists, match="shop is no folder"),
            opened(allowed(folder)),
        ):
            pass
        with pytest.raises(FileExists, match="shop is no folder"):
            writing.write(allowed(folder), found.every)

    assert contents(outside) == {}


def test_nothing_is_allowed_unless_the_user_says_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(target, "_write_below", None)
    with pytest.raises(InvalidArgument, match="--allow-write DIR"):
        allowed("shop")
    with pytest.raises(InvalidArgument, match="there is no such folder"):
        target.allow_writing(tmp_path / "nowhere")
