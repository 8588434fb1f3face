"""What a program may read: libraries, and nothing of the user's."""

import site
import sys
import sysconfig
from pathlib import Path

import pytest
from mcp_server.sandbox import walls

ROOT = Path(__file__).resolve().parents[3]


def _readable(path: Path) -> bool:
    listed = set(walls.readable_paths())
    return any(str(place) in listed for place in (path, *path.parents))


def test_the_interpreter_and_its_packages_are_readable() -> None:
    for path in (
        sysconfig.get_path("stdlib"),
        sysconfig.get_path("purelib"),
        pytest.__file__,
        "/usr/share/zoneinfo",
    ):
        assert _readable(Path(path).resolve()) or not Path(path).exists()


@pytest.mark.parametrize(
    "path",
    ["/", "/etc", "/etc/passwd", "/home", "/root", "/tmp", "/var", "/proc", "/dev"],
)
def test_what_belongs_to_others_is_not_readable(path: str) -> None:
    assert not _readable(Path(path))


def test_no_home_folder_and_no_project_is_readable() -> None:
    for path in (Path.home(), ROOT, ROOT / "tests", Path.cwd()):
        assert not _readable(path.resolve())


def test_of_a_virtual_environment_only_its_packages_are_readable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = tmp_path / "home" / "project"
    packages = project / ".venv" / "lib" / "python3.11" / "site-packages"
    packages.mkdir(parents=True)
    (project / "src").mkdir()
    # As an editable installation leaves it.
    monkeypatch.setattr(sys, "path", [str(project), str(project / "src"), "", "x.zip"])
    monkeypatch.setattr(site, "getsitepackages", lambda: [str(packages)])

    assert _readable(packages)
    for path in (project, project / "src", project / ".venv", tmp_path):
        assert not _readable(path)


def test_an_overlay_of_packages_is_readable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packages = tmp_path / "cache" / "lib" / "site-packages"
    packages.mkdir(parents=True)
    monkeypatch.setattr(sys, "path", [str(packages)])

    assert _readable(packages)
    assert not _readable(tmp_path / "cache")


def test_an_interpreter_installed_into_a_home_folder_does_not_open_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "lib" / "python3.11").mkdir(parents=True)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(sys, "base_prefix", str(tmp_path))
    paths = sysconfig.get_paths() | {"stdlib": str(tmp_path / "lib" / "python3.11")}
    monkeypatch.setattr(sysconfig, "get_paths", lambda: paths)

    assert _readable(tmp_path / "lib" / "python3.11")
    assert not _readable(tmp_path / "lib")
    assert not _readable(tmp_path)


def test_a_folder_above_a_home_folder_is_never_readable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "lib" / "home"
    home.mkdir(parents=True)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setattr(sys, "base_prefix", str(tmp_path))

    assert not _readable(tmp_path / "lib")


def test_what_lies_in_a_private_folder_is_not_readable_by_all(tmp_path: Path) -> None:
    private = tmp_path / "private"
    (private / "lib").mkdir(parents=True)
    private.chmod(0o700)

    assert walls.readable_by_all(["/usr/lib", "/dev/urandom"])
    assert not walls.readable_by_all(["/usr/lib", str(private / "lib")])


def test_each_place_is_listed_once() -> None:
    listed = [Path(path) for path in walls.readable_paths()]

    assert all(path.exists() for path in listed)
    assert not [path for path in listed if set(path.parents) & set(listed)]
