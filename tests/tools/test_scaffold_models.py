"""scaffold_models: a project that was run before it is handed over."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from mcp_server.errors import InvalidSpec, SkillError
from mcp_server.results import Check, Proof, SandboxLevel
from mcp_server.scaffold.folder import target
from mcp_server.tools.scaffold_models import allow_writing, project, scaffold_models

pytestmark = pytest.mark.anyio

ROOT = Path(__file__).resolve().parents[2]
NOTE: Any = {"entities": [{"name": "Note", "fields": [{"name": "text"}]}]}

PARENT = {"name": "note_id", "type": "integer", "foreign_key": "notes.id"}
MONEY = {"name": "x", "type": "any"}
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


# Written to a folder that the user has allowed.


def _proof(**changed: Any) -> Proof:
    known: dict[str, Any] = {"passed": True, "checks": [], "tests_passed": 1}
    return Proof(**known | changed, sandbox=SandboxLevel(level="full"))


@pytest.fixture
def proof(monkeypatch: pytest.MonkeyPatch) -> list[Proof]:
    """What the proof says, without running it; the last one counts."""
    said = [_proof()]

    async def answer(*_: object) -> Proof:
        return said[-1]

    monkeypatch.setattr(project, "prove", answer)
    return said


@pytest.fixture
def below(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(target, "_write_below", None)
    allow_writing(tmp_path)
    return tmp_path


def _ten(entities: int = 10, fields: int = 7) -> Any:
    names = [f"Thing{chr(65 + n // 26)}{chr(65 + n % 26)}" for n in range(entities)]
    columns = [{"name": f"attribute_{n}", "index": n < 2} for n in range(fields)]
    return {
        "entities": [{"name": name, "fields": columns} for name in names],
        "relationships": [
            {"kind": kind, "source": names[n], "target": names[n + step]}
            for kind, step in (("one-to-many", 1), ("many-to-many", 2))
            for n in range(0, entities - step, 2)
        ],
    }


async def test_with_a_folder_the_files_are_there_and_not_in_the_answer(
    below: Path,
) -> None:
    result = await scaffold_models(NOTE, folder="services/notes")

    assert result.proof.passed, result.proof.checks
    assert result.files == {}
    assert result.written is not None
    assert result.written.created == sum(one.count for one in result.written.groups)
    folder = below / "services" / "notes"
    there = {str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file()}
    named = {
        name if group.folder == "." else f"{group.folder}/{name}"
        for group in result.written.groups
        for name in group.names
    }
    assert there == {*named, ".sqlmodel-production.json"}
    assert result.next_step.startswith(f"cd {folder}; uv run pytest")
    assert 'name = "notes"' in (folder / "pyproject.toml").read_text()


@pytest.mark.parametrize("entities", [1, 10, 50])
@pytest.mark.parametrize("fields", [1, 7, 30])
async def test_the_answer_about_a_folder_is_short(
    below: Path, proof: list[Proof], entities: int, fields: int
) -> None:
    result = await scaffold_models(_ten(entities, fields), folder="shop")
    text = result.model_dump_json()

    assert len(text) < 4_000
    assert result.written is not None
    for group in result.written.groups:
        assert group.count == len(group.names) + group.names_left_out
    whole = (await scaffold_models(_ten(entities, fields))).assumed
    assert len(result.assumed) + result.assumed_left_out == len(whole)
    if fields == 7 and entities == 10:
        assert all(group.names_left_out == 0 for group in result.written.groups)
        assert "ThingAA ||--o{ ThingAB" in result.diagram
    drawn = (below / "shop" / "README.md").read_text()
    if "%%" in result.diagram:
        said = re.search(r"%% (\d+) lines left out", result.diagram)
        assert said
        shown = result.diagram.count("\n")
        block = drawn.split("```mermaid\n")[1].split("\n```")[0]
        assert shown + int(said[1]) == len(block.splitlines())


async def test_edited_files_are_kept_and_the_answer_says_what_is_new_in_them(
    below: Path, proof: list[Proof]
) -> None:
    await scaffold_models(NOTE, folder="notes")
    mine = below / "notes" / "app" / "main.py"
    mine.write_text("# mine\n" + mine.read_text())
    tag: Any = {"entities": [{"name": "Tag", "fields": [{"name": "word"}]}]}
    result = await scaffold_models(tag, folder="notes", add=True)

    assert result.written is not None
    (kept,) = result.written.kept
    assert (kept.path, kept.reason) == ("app/main.py", "edited")
    assert "+app.include_router(tags.router)" in kept.diff
    assert "mine" not in kept.diff
    assert "what `kept` shows (1 edited" in result.next_step
    assert len(result.model_dump_json()) < 4_000
    both: Any = {"entities": NOTE["entities"] + tag["entities"]}
    again = await scaffold_models(both, folder="notes")
    assert again.written is not None
    assert (again.written.created, again.written.updated) == (0, 0)


async def test_generating_the_same_again_changes_no_file(
    below: Path, proof: list[Proof]
) -> None:
    await scaffold_models(_blog(), folder="blog")
    before = {path: path.stat().st_mtime_ns for path in below.rglob("*")}
    result = await scaffold_models(_blog(), folder="blog")

    assert result.written is not None
    assert (result.written.created, result.written.updated) == (0, 0)
    assert {path: path.stat().st_mtime_ns for path in below.rglob("*")} == before


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"entities": NOTE["entities"]}, "Note"),
        ({"options": {"mode": "async"}}, "and nothing else"),
        ({}, "and nothing else"),
        ({"entities": {}}, "and nothing else"),
        ({"entities": 5}, "`entities` is no list"),
        ({"relationships": [NO_TARGET]}, "Usr"),
        ("[", "not JSON"),
    ],
)
async def test_what_cannot_be_added_is_one_sentence(
    below: Path, proof: list[Proof], more: Any, message: str
) -> None:
    await scaffold_models(NOTE, folder="notes")
    with pytest.raises(InvalidSpec, match=message):
        await scaffold_models(more, folder="notes", add=True)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({}, "one of them"),
        ({"spec": NOTE, "source": "erDiagram"}, "one of them"),
        ({"spec": NOTE, "add": True}, "`add` needs"),
        ({"source": "{}", "add": True, "folder": "x"}, "`add` needs"),
        ({"spec": NOTE, "add": True, "folder": "x"}, "nothing was generated there"),
        ({"spec": NOTE, "folder": "../x"}, "send a relative path"),
        ({"spec": NOTE, "options": {"mod": "sync"}}, "did you mean `mode`"),
        ({"spec": NOTE, "options": 5}, "options"),
        ({"source": "{}", "notation": "xml"}, "unknown notation 'xml'"),
    ],
)
async def test_arguments_that_do_not_fit_are_one_sentence(
    below: Path, arguments: dict[str, Any], message: str
) -> None:
    with pytest.raises(SkillError) as caught:
        await scaffold_models(**arguments)

    assert message in str(caught.value)
    assert "\n" not in str(caught.value)
    assert [*below.iterdir()] == []


async def test_a_source_is_read_with_the_options_beside_it(proof: list[Proof]) -> None:
    result = await scaffold_models(
        source=json.dumps(NOTE),
        notation="json",
        options={"prefix": "/api/v1"},  # type: ignore[arg-type]  # as clients send it
    )

    assert "app/routers/notes.py" in result.files


@pytest.mark.parametrize(
    ("options", "steps"),
    [
        ({}, "uv run pytest; uv run uvicorn app.main:app"),
        ({"layout": "file"}, "uv run pytest; uv run uvicorn main:app"),
        ({"alembic": True}, "uv run alembic upgrade head; uv run uvicorn"),
    ],
)
async def test_the_next_step_starts_the_project_as_it_is_laid_out(
    proof: list[Proof], options: dict[str, Any], steps: str
) -> None:
    result = await scaffold_models({**NOTE, "options": options})  # type: ignore[arg-type]  # as clients send it

    assert steps in result.next_step


async def test_words_of_other_tools_are_read_wherever_a_client_sends_them(
    below: Path, proof: list[Proof]
) -> None:
    first = await scaffold_models(
        {"models": {"notes": {"columns": {"text": "varchar(9)"}}}},  # type: ignore[arg-type]  # as clients send it
        options={"async": True},  # type: ignore[arg-type]  # as clients send them
        folder="notes",
    )
    more = {
        "tables": {"Tag": {"fields": {"name": "string"}}, "Page": {"fields": [PARENT]}},
        "relations": [{"kind": "m2m", "from": "notes", "to": "tags"}],
    }
    second = await scaffold_models(more, folder="notes", add=True)  # type: ignore[arg-type]  # as clients send it

    assert "`varchar(9)` is read as `str max_length=9`: notes.text." in first.assumed
    assert "`async` is read as `mode=async`: options." in first.assumed
    assert "`string` is read as `str`: Tag.name." in second.assumed
    assert "Note }o--o{ Tag" in second.diagram
    assert "Note ||--o{ Page" in second.diagram


async def test_a_project_whose_proof_failed_is_not_written(
    below: Path, proof: list[Proof]
) -> None:
    failed = Check(name="the tests pass", passed=False, detail="1 failed")
    proof.append(_proof(passed=False, checks=[failed], tests_failed=1))
    result = await scaffold_models(NOTE, folder="notes")

    assert (result.written, [*below.iterdir()]) == (None, [])
    assert "defect of the generator" in result.next_step
    assert "Nothing was written" in result.next_step
    wanted = project.writing_to(below / "notes", keep_failed=True)
    reading = project.specified(json.dumps(NOTE), "json")
    kept = await project.written(reading, wanted)
    assert kept.written is not None
    assert "defect of the generator" in kept.next_step


@pytest.mark.parametrize("reason", [None, "no Landlock here"])
async def test_a_project_whose_proof_could_not_finish_is_written_and_that_is_said(
    below: Path, proof: list[Proof], reason: str | None
) -> None:
    level = SandboxLevel(level="none" if reason else "full", reason=reason)
    unknown = _proof(passed=False, finished=False)
    proof.append(unknown.model_copy(update={"sandbox": level}))
    result = await scaffold_models(NOTE, folder="notes")

    assert (below / "notes" / "app" / "main.py").exists()
    assert "nothing is proved" in result.next_step
    assert (reason or "stopped after") in result.next_step
