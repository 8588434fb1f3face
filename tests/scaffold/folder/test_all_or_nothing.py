"""A project goes into a folder whole, and nothing of the user's is lost."""

import errno
import os
import resource
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from mcp_server.errors import FileExists, SkillError, UnreadableFile
from mcp_server.scaffold.folder import manifest, tree, writing
from mcp_server.scaffold.folder.changes import verdict
from mcp_server.scaffold.folder.target import Target, named
from mcp_server.scaffold.render import render
from tests.scaffold.folder.generating import (
    MAIN,
    MORE,
    NOTE,
    contents,
    generate,
    seen,
    states,
)


def test_the_first_time_no_file_may_be_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "app").mkdir()
    (tmp_path / MAIN).write_text("mine")
    before = contents(tmp_path)
    with pytest.raises(FileExists, match=r"app/main\.py; nothing was written"):
        generate(tmp_path)
    assert contents(tmp_path) == before

    generate(tmp_path, force=(MAIN,))
    assert (tmp_path / MAIN).read_text() == render(NOTE)[MAIN]


@given(new=states, base=states, there=states)
def test_what_the_user_has_written_is_never_replaced(
    new: str | None, base: str | None, there: str | None
) -> None:
    decided = verdict(new, base, there, forced=False)

    assert (decided == "written") == (new != there and there == base)
    assert verdict(new, base, there, forced=True) in ("written", "unchanged")


@pytest.mark.parametrize("failing", ["link", "mkdir", "replace", "open"])
@pytest.mark.parametrize("call", range(0, 40, 3))
def test_a_failure_at_any_step_leaves_everything_as_it_was(
    project: Path, monkeypatch: pytest.MonkeyPatch, failing: str, call: int
) -> None:
    generate(project, MORE)
    (project / "app" / "models.py").chmod(0o600)
    found, before = seen(project), contents(project)
    calls = iter(range(1000))
    real = getattr(os, failing)

    def fails(*arguments: Any, **named_ones: Any) -> Any:
        if next(calls) == call:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(*arguments, **named_ones)

    with monkeypatch.context() as patched:
        patched.setattr(os, failing, fails)
        try:
            writing.write(named(project), found.every)
        except SkillError:
            assert contents(project) == before
    writing.write(named(project), seen(project).every)
    assert set(contents(project)) == {
        *render(NOTE),
        manifest.NAME,
        *("app", "tests", "app/routers"),
    }


@pytest.mark.parametrize("new", [True, False])
def test_a_full_disk_leaves_nothing_behind(tmp_path: Path, *, new: bool) -> None:
    folder = tmp_path / "notes"
    if not new:
        folder.mkdir()
    found = seen(folder)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, hard))
    try:
        with pytest.raises(UnreadableFile, match="File too large; nothing was written"):
            writing.write(named(folder), found.every)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    assert contents(tmp_path) == ({} if new else {"notes": b""})


def test_a_file_system_without_hard_links_will_do(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def link(*_: Any, **__: Any) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", link)
    # What os knows about link goes by the function.
    monkeypatch.setattr(os, "supports_follow_symlinks", {link})
    generate(project, MORE)

    assert generate(project, MORE).every == []


def test_without_descriptors_of_folders_paths_will_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tree, "HELD", False)
    generate(tmp_path / "notes")
    generate(tmp_path / "notes", MORE)

    assert generate(tmp_path / "notes", MORE).every == []
    (tmp_path / "link").symlink_to(tmp_path / "notes")
    with pytest.raises(FileExists, match="links are not followed"):
        writing.write(Target(tmp_path, ("link",)), seen(tmp_path / "nowhere").every)


@pytest.mark.parametrize("later", ["changed", "deleted", "made"])
def test_what_happens_since_the_comparison_is_not_overwritten(
    project: Path, later: str
) -> None:
    found = seen(project, MORE)
    path = project / ("app/routers/tags.py" if later == "made" else "app/models.py")
    path.unlink() if later == "deleted" else path.write_text("mine, just now")
    before = contents(project)
    with pytest.raises(SkillError, match="nothing was written"):
        writing.write(named(project), found.every)

    assert contents(project) == before


def test_two_at_once_in_a_new_folder_do_not_mix(tmp_path: Path) -> None:
    first, second = seen(tmp_path / "notes"), seen(tmp_path / "notes", MORE)
    writing.write(named(tmp_path / "notes"), first.every)
    with pytest.raises(SkillError, match="nothing was written"):
        writing.write(Target(tmp_path, ("notes",)), second.every)

    assert generate(tmp_path / "notes").every == []
