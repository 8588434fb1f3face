"""A project goes into a folder whole, and nothing of the user's is lost."""

import errno
import hashlib
import json
import os
import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mcp_server.errors import FileExists, InvalidArgument, SkillError, UnreadableFile
from mcp_server.scaffold.addition import added
from mcp_server.scaffold.folder import changes, manifest, target, tree, writing
from mcp_server.scaffold.folder.changes import Changes, compare, diff, verdict
from mcp_server.scaffold.folder.target import Target, allowed, named, opened
from mcp_server.scaffold.render import render
from mcp_server.scaffold.spec import ProjectSpec, read_spec

NOBODY = 65534
NOTE = read_spec({"entities": [{"name": "Note", "fields": [{"name": "text"}]}]})
MORE = added(NOTE, {"entities": [{"name": "Tag", "fields": [{"name": "word"}]}]})
MAIN = "app/main.py"


def generate(
    folder: Path, spec: ProjectSpec = NOTE, force: tuple[str, ...] = ()
) -> Changes:
    """Generate a project into a folder, without the proof."""
    found = seen(folder, spec, force)
    writing.write(named(folder), found.every)
    return found


def seen(
    folder: Path, spec: ProjectSpec = NOTE, force: tuple[str, ...] = ()
) -> Changes:
    with opened(named(folder)) as root:
        return compare(root, spec, render(spec), force)


def contents(folder: Path) -> dict[str, bytes]:
    """Every file, link and folder below a folder."""
    return {
        str(path.relative_to(folder)): b"->" + bytes(path.readlink())
        if path.is_symlink()
        else path.read_bytes()
        if path.is_file()
        else b""
        for path in folder.rglob("*")
    }


def kept(found: Changes) -> list[tuple[str, str, bool]]:
    return [(one.path, one.reason, one.pending) for one in found.kept]


def remembered(folder: Path, **changed: Any) -> None:
    """Change the manifest of a folder as a stranger could."""
    path = folder / manifest.NAME
    path.write_text(json.dumps(json.loads(path.read_bytes()) | changed))


@contextmanager
def as_nobody() -> Iterator[None]:
    """Without the power of root over permissions."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "notes"
    generate(folder)
    return folder


def test_a_new_folder_has_every_file_and_nothing_else(project: Path) -> None:
    there = [path for path in project.rglob("*") if path.is_file()]
    files = {path.relative_to(project).as_posix() for path in there}

    assert files == {*render(NOTE), manifest.NAME}
    assert [path.name for path in project.parent.iterdir()] == ["notes"]


def test_generating_again_changes_nothing(project: Path) -> None:
    before = contents(project)
    times = {path: path.stat().st_mtime_ns for path in project.rglob("*")}
    found = generate(project)

    assert (found.every, found.kept) == ([], [])
    assert contents(project) == before
    assert {path: path.stat().st_mtime_ns for path in project.rglob("*")} == times


def test_the_manifest_is_the_specification_and_a_digest_of_each_file(
    project: Path,
) -> None:
    text = json.loads((project / manifest.NAME).read_bytes())

    assert read_spec(text["specification"]) == NOTE
    assert text["files"] == {
        name: hashlib.sha256(one.encode()).hexdigest()
        for name, one in render(NOTE).items()
    }


def test_one_more_entity_changes_only_what_nobody_has_edited(project: Path) -> None:
    mine = project / MAIN
    mine.write_text("# mine\n")
    (project / "app" / "extra.py").write_text("# mine too\n")
    found = generate(project, MORE)

    assert kept(found) == [(MAIN, "edited", True)]
    assert mine.read_text() == "# mine\n"
    assert (project / "app" / "routers" / "tags.py").exists()
    assert "class Tag" in (project / "app" / "models.py").read_text()
    assert generate(project, MORE).every == []


def test_what_is_no_longer_generated_goes_unless_it_was_edited(project: Path) -> None:
    generate(project, MORE)
    edited = project / "tests" / "test_tags.py"
    edited.write_text("# mine\n")
    found = generate(project)

    assert not (project / "app" / "routers" / "tags.py").exists()
    assert kept(found) == [("tests/test_tags.py", "no longer generated", True)]
    assert edited.read_text() == "# mine\n"


def test_emptied_folders_go_with_the_last_file(tmp_path: Path) -> None:
    spec, files = NOTE, {"app/deep/down/one.py": "x\n", "README.md": "x\n"}
    for written in (files, {"README.md": "x\n"}):
        with opened(named(tmp_path)) as root:
            found = compare(root, spec, written)
        writing.write(named(tmp_path), found.every)

    assert set(contents(tmp_path)) == {"README.md", manifest.NAME}


def test_a_file_that_was_deleted_stays_deleted(project: Path) -> None:
    (project / "README.md").unlink()

    assert kept(generate(project)) == [("README.md", "deleted", False)]
    assert not (project / "README.md").exists()


def test_a_migration_that_may_have_run_is_not_rewritten(tmp_path: Path) -> None:
    options = {"options": {"migrations": True}}
    first, second = (
        read_spec(spec.model_dump(exclude_defaults=True) | options)
        for spec in (NOTE, MORE)
    )
    generate(tmp_path, first)
    (revision,) = (tmp_path / "migrations" / "versions").glob("*.py")
    before, name = revision.read_bytes(), str(revision.relative_to(tmp_path))

    assert kept(generate(tmp_path, second)) == [(name, "migration", True)]
    assert kept(generate(tmp_path, second)) == [(name, "migration", False)]
    assert revision.read_bytes() == before
    generate(tmp_path, second, force=(name,))
    assert "tags" in revision.read_text()


def test_every_file_that_is_generated_can_be_remembered() -> None:
    for options in ({"migrations": True, "mode": "async"}, {"layout": "file"}):
        spec = read_spec(NOTE.model_dump(exclude_defaults=True) | {"options": options})
        for path in render(spec):
            assert manifest.PATH.fullmatch(path), path


@pytest.mark.parametrize("change", [Path.unlink, lambda path: path.write_text("x")])
def test_what_is_forced_is_as_it_was_generated(
    project: Path, change: Callable[[Path], object]
) -> None:
    change(project / MAIN)
    found = generate(project, force=(MAIN,))

    assert [one.path for one in found.changes] == [MAIN]
    assert (project / MAIN).read_text() == render(NOTE)[MAIN]


def test_only_what_is_generated_can_be_forced(project: Path) -> None:
    with pytest.raises(InvalidArgument, match=r"did you mean 'app/main\.py'"):
        generate(project, force=("app/mian.py",))


def test_other_ends_of_lines_are_no_edit(project: Path) -> None:
    for path in project.rglob("*.py"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))

    assert generate(project).every == []


def test_a_file_that_is_replaced_keeps_its_permissions(project: Path) -> None:
    path = project / "app" / "models.py"
    path.chmod(0o640)
    generate(project, MORE)

    assert path.stat().st_mode & 0o777 == 0o640


def test_a_file_outside_that_is_hard_linked_is_not_written(
    project: Path, tmp_path: Path
) -> None:
    outside = tmp_path / "outside.py"
    os.link(project / "app" / "models.py", outside)
    before = outside.read_bytes()
    generate(project, MORE)

    assert outside.read_bytes() == before


def test_the_first_time_no_file_may_be_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "app").mkdir()
    (tmp_path / MAIN).write_text("mine")
    before = contents(tmp_path)
    with pytest.raises(FileExists, match=r"app/main\.py; nothing was written"):
        generate(tmp_path)
    assert contents(tmp_path) == before

    generate(tmp_path, force=(MAIN,))
    assert (tmp_path / MAIN).read_text() == render(NOTE)[MAIN]


states = st.sampled_from([None, "a", "b", "c"])


@given(new=states, base=states, there=states)
def test_what_the_user_has_written_is_never_replaced(
    new: str | None, base: str | None, there: str | None
) -> None:
    decided = verdict(new, base, there, forced=False)

    assert (decided == "written") == (new != there and there == base)
    assert verdict(new, base, there, forced=True) in ("written", "unchanged")


# Failures on the way: everything is as it was.


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


# Folders and links that strangers have prepared.


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


# Where a server may write.


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


# What is said of it.


def test_a_diff_can_be_applied_and_names_what_is_new_and_what_goes() -> None:
    assert diff("a.py", b"x\r\ny\n", b"x\nz") == (
        "--- a/a.py\n+++ b/a.py\n@@ -1,2 +1,2 @@\n x\n-y\n+z\n"
    )
    assert diff("a.py", None, b"x\n").startswith("--- /dev/null\n+++ b/a.py\n")
    assert diff("a.py", b"x\n", None).startswith("--- a/a.py\n+++ /dev/null\n")
    assert diff("a.py", b"\xff\n", b"") != ""


def test_a_folder_without_a_manifest_has_none(tmp_path: Path) -> None:
    with opened(named(tmp_path)) as root:
        assert changes.known(root) is None
    with opened(named(tmp_path / "nowhere")) as root:
        assert (root, changes.known(root)) == (None, None)
