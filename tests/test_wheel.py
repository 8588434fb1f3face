"""The wheel carries the skill, and an installed package reads it from there."""

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SKILL = "mcp_server/.agents/skills/sqlmodel-production"
"""Where installers of library skills look in an installed package."""
PROGRAM = """\
import json, sys
sys.path.insert(0, sys.argv[1])
from mcp_server.knowledge.location import skill_folder
from mcp_server.knowledge.pages import pages
print(json.dumps([str(skill_folder()), [page.path for page in pages()]]))
"""


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "installed")
    return folder / "installed"


def test_every_page_is_in_the_wheel(unpacked: Path) -> None:
    pages = [ROOT / "SKILL.md", *(ROOT / "references").rglob("*.md")]

    for page in pages:
        inside = unpacked / SKILL / page.relative_to(ROOT)
        assert inside.read_bytes() == page.read_bytes()


def test_an_installed_package_reads_the_pages_of_the_wheel(
    unpacked: Path, tmp_path: Path
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(unpacked)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )

    folder, pages = json.loads(done.stdout)
    assert Path(folder) == unpacked / SKILL
    assert "SKILL.md" in pages
    assert "references/problems/n-plus-one.md" in pages


def test_templates_and_types_are_in_the_wheel(unpacked: Path) -> None:
    assert (unpacked / "mcp_server" / "py.typed").exists()
    templates = ROOT / "mcp_server" / "scaffold" / "templates"
    for template in templates.rglob("*.jinja"):
        assert (unpacked / template.relative_to(ROOT)).exists(), template
