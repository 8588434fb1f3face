"""Correct programs, in the styles people write, give rise to no alarm."""

from pathlib import Path

import pytest
from mcp_server.tools.validate_snippet import validate_snippet

pytestmark = pytest.mark.anyio

CORRECT = Path(__file__).parent / "correct"
FRAGMENTS = CORRECT / "fragments"
"""Blocks that lack names which their page has: they are supplied."""
LACK_MODELS = {"query_expressions"}
"""They use models at their top level that stand elsewhere on their page."""
PYTEST_STYLE = CORRECT / "pytest_style"
ENTRIES = ("main.py", "app/main.py")


def _programs() -> list[Path]:
    """Each file is a program, and each folder that has an entry is one."""
    folders = [path for path in sorted(CORRECT.iterdir()) if _entry(path)]
    return [*sorted(CORRECT.glob("*.py")), *folders, *sorted(PYTEST_STYLE.glob("*.py"))]


def _case(path: Path) -> object:
    return pytest.param(path, id=path.relative_to(CORRECT).as_posix())


def _entry(path: Path) -> str | None:
    return next((name for name in ENTRIES if (path / name).is_file()), None)


def _files(path: Path) -> dict[str, str]:
    """What is sent: a program under the name that its kind has in a project."""
    if path.is_dir():
        return {
            file.relative_to(path).as_posix(): file.read_text("utf-8")
            for file in sorted(path.rglob("*.py"))
        }
    name = "test_app.py" if path.parent == PYTEST_STYLE else path.name
    return {name: path.read_text("utf-8")}


@pytest.mark.parametrize("path", [_case(path) for path in _programs()])
async def test_a_correct_program_has_no_finding_of_severity_error_or_warning(
    path: Path,
) -> None:
    result = await validate_snippet(files=_files(path), entry=_entry(path))

    assert (result.status, result.error) == ("passed", None), result.stderr
    alarms = [one for one in result.findings if one.severity != "info"]
    assert not alarms, "\n".join(one.model_dump_json(indent=2) for one in alarms)
    assert result.ok


@pytest.mark.parametrize(
    "path", sorted(FRAGMENTS.glob("*.py")), ids=lambda path: path.stem
)
async def test_a_correct_fragment_has_no_alarm_but_for_models_it_lacks(
    path: Path,
) -> None:
    result = await validate_snippet(code=path.read_text("utf-8"))

    alarms = [one for one in result.findings if one.severity != "info"]
    lacking = {path.stem: "missing-name"} if path.stem in LACK_MODELS else {}
    assert {one.problem for one in alarms} == set(lacking.values()), alarms


def test_there_are_programs_of_every_kind() -> None:
    kinds = {path.parent.name for path in CORRECT.rglob("*.py")}

    assert {"correct", "fragments", "pytest_style", "app"} <= kinds
    assert all(
        path.read_text("utf-8").startswith("# ")
        for path in [*_programs(), *FRAGMENTS.glob("*.py")]
        if path.is_file()
    )
