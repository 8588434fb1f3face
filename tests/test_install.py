"""What a user has after `npx skills add`: our whole tree inside their project."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LEFT_OUT = (".git", "__pycache__", "__pypackages__", "metadata.json")
"""What the installer leaves out (skills 1.7.4); everything else is copied."""
NOT_IN_A_CLONE = (".venv", "dist", ".*_cache", ".hypothesis", "*.egg-info")
"""What git does not carry: for a remote source the installer copies a clone."""
PLACES = {
    "hidden": ".agents/skills/sqlmodel-production",
    # Where the installer also puts a copy when it finds no assistant.
    "visible": "agent/skills/sqlmodel-production",
}


@pytest.fixture(scope="module", params=PLACES.values(), ids=list(PLACES))
def skill(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The skill's folder in a project that has code and tests of its own."""
    project = tmp_path_factory.mktemp("project")
    (project / "pyproject.toml").write_text(
        '[project]\nname = "shop"\nversion = "1"\n', encoding="utf-8"
    )
    (project / "tests").mkdir()
    (project / "tests" / "__init__.py").touch()
    (project / "tests" / "conftest.py").write_text("USERS = 1\n", encoding="utf-8")
    (project / "tests" / "test_shop.py").write_text(
        "from tests.conftest import USERS\n\n\ndef test_it():\n    assert USERS == 1\n",
        encoding="utf-8",
    )
    folder = project / str(request.param)
    shutil.copytree(
        ROOT, folder, ignore=shutil.ignore_patterns(*LEFT_OUT, *NOT_IN_A_CLONE)
    )
    return folder


def _project(skill: Path) -> Path:
    return skill.parents[2]


def _run(skill: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *command],
        cwd=_project(skill),
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )


def test_a_script_validates_a_file_of_the_users(skill: Path) -> None:
    snippet = _project(skill) / "snippet.py"
    snippet.write_text("print('from the project')\n", encoding="utf-8")
    script = skill / "scripts" / "validate.py"
    done = _run(skill, str(script), "snippet.py", "--json")

    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["stdout"] == "from the project\n"


def test_every_script_has_help(skill: Path) -> None:
    for name in ("check", "validate", "explain", "scaffold", "serve"):
        done = _run(skill, str(skill / "scripts" / f"{name}.py"), "--help")
        assert done.returncode == 0, done.stderr
        assert "Usage" in done.stdout


def test_a_script_imports_the_copy_beside_it(skill: Path) -> None:
    script = skill / "scripts" / "validate.py"
    done = _run(
        skill,
        "-c",
        f"import runpy; runpy.run_path({str(script)!r}); "
        "import mcp_server; print(mcp_server.__file__)",
    )

    assert Path(done.stdout.strip()).is_relative_to(skill)


@pytest.mark.anyio
async def test_the_server_starts_from_the_copy(skill: Path) -> None:
    from mcp import Client, StdioServerParameters

    script = skill / "scripts" / "serve.py"
    server = StdioServerParameters(
        command=sys.executable, args=[str(script)], cwd=_project(skill)
    )
    async with Client(server) as client:
        names = {tool.name for tool in (await client.list_tools()).tools}
        pages = (await client.list_resources()).resources

    assert "validate_snippet" in names
    assert pages


def test_the_users_pytest_collects_none_of_our_tests(skill: Path) -> None:
    done = _run(skill, "-m", "pytest", "-q", "-p", "no:cacheprovider")

    assert "1 passed" in done.stdout, done.stdout + done.stderr
    assert done.returncode == 0


@pytest.mark.parametrize("isolated", [[], ["--isolated"]], ids=["ours", "default"])
@pytest.mark.parametrize("command", [["check"], ["format", "--check"]], ids=" ".join)
def test_the_users_ruff_has_nothing_to_say_about_our_files(
    skill: Path, command: list[str], isolated: list[str]
) -> None:
    done = _run(skill, "-m", "ruff", *command, "--no-cache", *isolated, str(skill))

    assert done.returncode == 0, done.stdout
