"""scaffold_models: a project that was run before it is handed over."""

import json
from pathlib import Path
from typing import Any

import pytest
from mcp_server.errors import FileExists, InvalidSpec, UnreadableFile
from mcp_server.scaffold import writing
from mcp_server.tools.scaffold_models import scaffold_into, scaffold_models

pytestmark = pytest.mark.anyio

ROOT = Path(__file__).resolve().parents[2]
NOTE = {"entities": [{"name": "Note", "fields": [{"name": "text"}]}]}

MONEY = {"name": "x", "type": "money"}
NO_TARGET = {"kind": "one-to-many", "source": "Note", "target": "Usr"}


def _blog() -> Any:
    return json.loads((ROOT / "scripts" / "blog.json").read_text(encoding="utf-8"))


async def test_a_blog_arrives_with_the_result_of_its_own_tests() -> None:
    result = await scaffold_models(_blog())

    assert result.proof.passed, result.proof.checks
    assert all(check.passed for check in result.proof.checks)
    assert result.proof.tests_passed > 50
    assert result.proof.tests_failed == 0
    assert "sqlmodel" in result.proof.versions
    assert {"app/models.py", "app/main.py", "app/database.py"} <= set(result.files)
    assert "Post }o--o{ Tag" in result.diagram
    for model in ("PostBase", "Post(", "PostCreate", "PostPublic", "PostUpdate"):
        text = result.files["app/models.py"] + result.files["app/schemas.py"]
        assert f"class {model}" in text
    assert result.assumed


async def test_json_text_is_a_specification_too() -> None:
    result = await scaffold_models(json.dumps(NOTE))  # type: ignore[arg-type]  # as clients may send it

    assert "app/routers/notes.py" in result.files


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"entities": []}, "entities"),
        ({"entitys": []}, "entities"),
        ({"entities": [{"name": "A", "fields": [MONEY]}]}, "send one of"),
        ({"relationships": [NO_TARGET]}, "Usr"),
    ],
)
async def test_a_bad_specification_is_one_sentence(
    change: dict[str, Any], message: str
) -> None:
    with pytest.raises(InvalidSpec) as caught:
        await scaffold_models({**NOTE, **change})  # type: ignore[arg-type]  # as clients send it

    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


async def test_the_project_is_written_whole_into_a_new_folder(tmp_path: Path) -> None:
    out = tmp_path / "new" / "notes"
    result = await scaffold_into(NOTE, out)

    written = {p.relative_to(out).as_posix() for p in out.rglob("*") if p.is_file()}
    assert written == set(result.files)
    assert [path.name for path in out.parent.iterdir()] == ["notes"]


async def test_a_file_of_the_users_is_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "app").mkdir()
    mine = tmp_path / "app" / "models.py"
    mine.write_text("mine", encoding="utf-8")

    with pytest.raises(FileExists, match=r"app/models\.py; nothing was written"):
        await scaffold_into(NOTE, tmp_path)

    assert mine.read_text(encoding="utf-8") == "mine"
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == [mine]


async def test_a_project_goes_beside_files_that_are_there(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    await scaffold_into(NOTE, tmp_path)

    assert (tmp_path / "app" / "main.py").exists()
    assert (tmp_path / "notes.txt").read_text(encoding="utf-8") == "mine"


def test_a_failure_half_way_leaves_nothing_behind(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    # A file where the project needs a folder.
    (out / "app").write_text("mine", encoding="utf-8")

    with pytest.raises(UnreadableFile, match="nothing was written"):
        writing.write({"README.md": "x", "app/main.py": "x"}, out)

    assert [path.name for path in tmp_path.rglob("*")] == ["out", "app"]
