"""Links, odd files and missing permissions in a folder."""

import os
from pathlib import Path

import pytest
from mcp_server.errors import FileExists, SkillError, UnreadableFile
from mcp_server.scaffold.folder import manifest, writing
from mcp_server.scaffold.folder.target import named
from tests.scaffold.folder.generating import (
    MAIN,
    MORE,
    as_nobody,
    contents,
    generate,
    seen,
)


def test_a_link_in_the_project_is_not_followed(project: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    (project / "app").rename(outside)
    (project / "app").symlink_to(outside)
    before = contents(outside)
    with pytest.raises(FileExists, match="app is no folder"):
        generate(project, MORE)

    assert contents(outside) == before


def test_a_folder_swapped_for_a_link_meanwhile_is_not_followed(
    project: Path, tmp_path: Path
) -> None:
    found, outside = seen(project, MORE), tmp_path / "outside"
    (project / "app").rename(outside)
    (project / "app").symlink_to(outside)
    before = contents(tmp_path)
    with pytest.raises(FileExists, match="app is no folder"):
        writing.write(named(project), found.every)

    assert contents(tmp_path) == before


@pytest.mark.parametrize("kind", ["link", "pipe", "folder"])
@pytest.mark.parametrize("name", [MAIN, manifest.NAME])
def test_only_plain_files_are_read(project: Path, kind: str, name: str) -> None:
    path = project / name
    path.unlink()
    if kind == "link":
        path.symlink_to("/etc/passwd")
    elif kind == "pipe":
        os.mkfifo(path)
    else:
        path.mkdir()

    with pytest.raises(FileExists, match=f"{path.name} is no file"):
        generate(project, MORE)


def test_a_link_to_nowhere_is_no_new_folder(tmp_path: Path) -> None:
    (tmp_path / "notes").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(FileExists, match="notes is no folder"):
        generate(tmp_path / "notes")

    assert not (tmp_path / "elsewhere").exists()


def test_a_file_where_a_folder_must_be_is_said(tmp_path: Path) -> None:
    (tmp_path / "app").write_text("mine")
    with pytest.raises(FileExists, match="app is no folder"):
        generate(tmp_path)
    (tmp_path / "file").write_text("mine")
    with pytest.raises(FileExists, match="is a file; send the path of a folder"):
        generate(tmp_path / "file")
    with pytest.raises(SkillError):
        generate(tmp_path / "file" / "below")

    assert set(contents(tmp_path)) == {"app", "file"}


@pytest.mark.parametrize("mode", [0o555, 0o000])
def test_a_folder_without_permission_is_said(tmp_path: Path, mode: int) -> None:
    # Other users have to get as far as the folder.
    for path in (tmp_path, *tmp_path.parents):
        if path.stat().st_uid == os.getuid():
            path.chmod(path.stat().st_mode | 0o011)
    folder = tmp_path / "notes"
    folder.mkdir()
    folder.chmod(mode)
    try:
        with as_nobody(), pytest.raises(UnreadableFile, match="Permission denied"):
            generate(folder)
    finally:
        folder.chmod(0o755)

    assert contents(folder) == {}
