"""What is generated again changes only what nobody has edited."""

import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from mcp_server.errors import InvalidArgument
from mcp_server.scaffold.folder import manifest, writing
from mcp_server.scaffold.folder.changes import compare, diff
from mcp_server.scaffold.folder.target import named, opened
from mcp_server.scaffold.render import render
from mcp_server.scaffold.spec import read_spec
from tests.scaffold.folder.generating import MAIN, MORE, NOTE, contents, generate, kept


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


def test_a_diff_can_be_applied_and_names_what_is_new_and_what_goes() -> None:
    assert diff("a.py", b"x\r\ny\n", b"x\nz") == (
        "--- a/a.py\n+++ b/a.py\n@@ -1,2 +1,2 @@\n x\n-y\n+z\n"
    )
    assert diff("a.py", None, b"x\n").startswith("--- /dev/null\n+++ b/a.py\n")
    assert diff("a.py", b"x\n", None).startswith("--- a/a.py\n+++ /dev/null\n")
    assert diff("a.py", b"\xff\n", b"") != ""
