"""`sqlmodel-production scaffold`: new projects, additions, differences, exit codes."""

import contextlib
import io
import json
import re
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from mcp_server.cli import main
from mcp_server.results import Check, Proof, SandboxLevel
from mcp_server.tools.scaffold_models import project

NOTE = '{"entities": [{"name": "Note", "fields": [{"name": "text"}]}]}'
TAG = '{"name": "Tag", "fields": [{"name": "word"}]}'
LINK = '{"kind": "many-to-many", "source": "Note", "target": "Tag"}'
FULL = SandboxLevel(level="full")


def run(*arguments: object) -> int:
    """The exit code of a command."""
    with pytest.raises(SystemExit) as caught:
        main(["scaffold", *map(str, arguments)])
    code = caught.value.code
    assert isinstance(code, int)
    return code


@pytest.fixture(autouse=True)
def proof(monkeypatch: pytest.MonkeyPatch) -> list[Proof]:
    """What the proof says, without running it; the last one counts."""
    said = [Proof(passed=True, checks=[], tests_passed=7, sandbox=FULL)]

    async def answer(*_: object) -> Proof:
        return said[-1]

    monkeypatch.setattr(project, "prove", answer)
    return said


@pytest.fixture
def spec(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "notes.json"
    path.write_text(NOTE)
    return path


def stamps(folder: Path) -> dict[Path, int]:
    return {path: path.stat().st_mtime_ns for path in folder.rglob("*")}


def test_a_file_alone_means_a_new_project(
    spec: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for command in (["new"], []):
        assert run(*command, spec, "--json") == 0
        answer = json.loads(capsys.readouterr().out)
        assert "app/main.py" in answer["files"]
        assert answer["written"] is None
    assert [*spec.parent.iterdir()] == [spec]


def test_out_writes_the_project_and_lists_it_by_folder(
    spec: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("--out", "notes", spec) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("7 of 7 generated tests passed")
    assert re.search(
        r"^    app/routers: __init__.py, .*notes.py.* \(\d files, ",
        printed,
        re.MULTILINE,
    )
    assert "next: cd notes; uv run pytest" in printed
    assert "\x1b" not in printed, "colour where there is no terminal"
    assert (spec.parent / "notes" / "app" / "main.py").exists()


def test_a_second_run_changes_no_file(
    spec: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(spec, "--out", "notes")
    before = stamps(spec.parent)
    capsys.readouterr()

    assert run(spec, "--out", "notes", "--json") == 0
    written = json.loads(capsys.readouterr().out)["written"]
    assert (written["created"], written["updated"], written["groups"]) == (0, 0, [])
    assert stamps(spec.parent) == before
    assert run(spec, "--out", "notes", "--diff") == 0


def test_diff_shows_what_would_change_and_writes_nothing(
    spec: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(spec, "--out", "notes", "--diff") == 1
    assert "+++ b/app/main.py" in capsys.readouterr().out
    assert not (spec.parent / "notes").exists()

    run(spec, "--out", "notes")
    (spec.parent / "notes" / "app" / "main.py").write_text("# mine\n")
    before = stamps(spec.parent)
    capsys.readouterr()
    assert run("add", "notes", "--entity", TAG, "--diff") == 1
    printed = capsys.readouterr()
    assert "+class Tag(" in printed.out
    assert "app/main.py" not in printed.out
    assert "kept: app/main.py (edited)" in printed.err
    assert "nothing was written" in printed.err
    assert stamps(spec.parent) == before


def test_the_diff_is_a_patch(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    added, patched = spec.parent / "a" / "notes", spec.parent / "b" / "notes"
    for folder in (added, patched):
        run(spec, "--out", folder)
    capsys.readouterr()
    run("add", added, "--entity", TAG, "--diff")
    patch = capsys.readouterr().out
    run("add", added, "--entity", TAG)
    command = ["git", "apply", "--unsafe-paths", "-p1", "--directory=b/notes", "-"]
    subprocess.run(command, input=patch, text=True, check=True, cwd=spec.parent)

    for path in added.rglob("*.py"):
        assert (patched / path.relative_to(added)).read_text() == path.read_text()


def test_add_enlarges_a_project(spec: Path) -> None:
    run(spec, "--out", "notes")

    assert run("add", "notes", "--entity", TAG, "--relationship", LINK) == 0
    models = (spec.parent / "notes" / "app" / "models.py").read_text()
    assert "class Tag(" in models
    assert "NoteTag" in models
    assert run("add", "notes", "--entity", TAG) == 2


def test_force_overwrites_what_is_named_and_only_that(
    spec: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(spec, "--out", "notes")
    edited = [spec.parent / "notes" / "app" / name for name in ("main.py", "errors.py")]
    for path in edited:
        path.write_text("# mine\n")

    assert run(spec, "--out", "notes", "--force", "app/main.py") == 0
    assert [path.read_text() == "# mine\n" for path in edited] == [False, True]
    assert "kept: app/errors.py (edited)" in capsys.readouterr().out


def test_options_go_before_those_of_the_specification(
    spec: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(spec, "--out", "notes", "--option", "prefix=/api/v1")
    text = (spec.parent / "notes" / ".sqlmodel-production.json").read_text()

    assert json.loads(text)["specification"]["options"] == {"prefix": "/api/v1"}
    assert run(spec, "--option", "migration=true") == 2
    assert "did you mean `migrations`" in " ".join(capsys.readouterr().err.split())


def test_a_failed_proof_writes_nothing_unless_it_is_kept(
    spec: Path, proof: list[Proof], capsys: pytest.CaptureFixture[str]
) -> None:
    failed = Check(name="the tests pass", passed=False, detail="1 failed")
    proof.append(Proof(passed=False, checks=[failed], tests_failed=1, sandbox=FULL))

    assert run(spec, "--out", "notes") == 1
    assert "FAIL the tests pass 1 failed" in capsys.readouterr().out
    assert not (spec.parent / "notes").exists()
    assert run(spec, "--out", "notes", "--keep-failed") == 1
    assert (spec.parent / "notes").exists()


def test_without_a_sandbox_it_is_written_and_the_exit_code_says_so(
    spec: Path, proof: list[Proof]
) -> None:
    nowhere = SandboxLevel(level="none", reason="no Landlock here")
    proof.append(Proof(passed=False, finished=False, checks=[], sandbox=nowhere))

    assert run(spec, "--out", "notes") == 3
    assert (spec.parent / "notes").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["notes.json", "--diff"], "need --out DIR"),
        (["notes.json", "--force", "x"], "need --out DIR"),
        (["notes.json", "--out", "notes.json"], "is a file"),
        (["notes.json", "--out", "new/../x"], "without `..`"),
        (["notes.json", "--out", "mine"], "already has README.md"),
        (["notes.json", "--out", "spoilt"], "is no path of a generated file"),
        (["notes.json", "--option", "async"], "write it as --option async=VALUE"),
        (["notes.json", "--notation", "xml"], "unknown notation 'xml'"),
        (["nowhere.json"], "nowhere.json: No such file"),
        (["from", "nowhere.db"], "nowhere.db: No such file"),
        (["add", "mine", "--entity", TAG], "nothing was generated there"),
        (["add", "nowhere", "--entity", TAG], "nothing was generated there"),
        (["add", "mine"], "nothing to add"),
        (["add", "mine", "--entity", "[]"], 'send {"name": "Tag"'),
        (["add", "mine", "--relationship", "{"], 'send {"kind": "one-to-many"'),
    ],
)
def test_bad_input_is_one_sentence_and_exit_code_2(
    arguments: list[str],
    message: str,
    spec: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name in ("mine", "spoilt"):
        (spec.parent / name).mkdir()
    (spec.parent / "mine" / "README.md").write_text("mine")
    spoilt: dict[str, Any] = {"format": 1, "generator": "1", "specification": {}}
    spoilt["files"] = {"../outside": "0" * 64}
    path = spec.parent / "spoilt" / ".sqlmodel-production.json"
    path.write_text(json.dumps(spoilt))
    before = stamps(spec.parent)

    assert run(*arguments) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert message in " ".join(printed.err.split())
    assert "Traceback" not in printed.err
    assert stamps(spec.parent) == before


def test_other_notations_are_told_by_the_suffix(
    spec: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    diagram = spec.with_suffix(".mmd")
    diagram.write_text(
        "erDiagram\n AUTHOR ||--o{ BOOK : has\n BOOK {\n string title\n }\n"
    )
    assert run(diagram, "--out", "library", "--json") == 0
    answer = json.loads(capsys.readouterr().out)
    assert "Author ||--o{ Book" in answer["diagram"]
    assert answer["assumed"]
    assert run("-", "--notation", "mermaid", "--out", "library") == 2


def test_of_a_large_diagram_the_terminal_shows_the_relationships(
    spec: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    columns = "\n".join(f"  string line_{number}" for number in range(40))
    diagram = spec.with_suffix(".mmd")
    diagram.write_text(
        f"erDiagram\n AUTHOR ||--o{{ BOOK : has\n BOOK {{\n{columns}\n }}\n"
    )
    run(diagram, "--out", "library", "--keep-failed")
    printed = capsys.readouterr().out

    assert "Author ||--o{ Book : books" in printed
    assert "str line_1" not in printed
    assert "Book.line_8 and 31 more (send max_length)" in printed
    assert "lines left out: README.md has them" in printed


@pytest.mark.parametrize("address", ["shop.db", "sqlite:///shop.db"])
def test_a_database_that_is_there_becomes_a_project_and_is_only_read(
    spec: Path, capsys: pytest.CaptureFixture[str], address: str
) -> None:
    with contextlib.closing(sqlite3.connect("shop.db")) as connection:
        connection.execute("CREATE TABLE owner (id INTEGER PRIMARY KEY, name TEXT)")
    before = Path("shop.db").read_bytes()

    assert run("from", address, "--out", "shop") == 0
    assert "class Owner(" in Path("shop/app/models.py").read_text()
    assert 'name = "shop"' in Path("shop/pyproject.toml").read_text()
    assert Path("shop.db").read_bytes() == before


def test_standard_input_is_a_source_too(
    spec: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stdin = io.TextIOWrapper(io.BytesIO(NOTE.encode()), encoding="utf-8")
    monkeypatch.setattr(sys, "stdin", stdin)

    assert run("-", "--out", "notes") == 0
    assert (spec.parent / "notes" / "pyproject.toml").exists()


def test_what_a_file_could_do_to_a_terminal_is_shown_instead(
    spec: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(spec, "--out", "notes")
    (spec.parent / "notes" / "README.md").write_text("\x1b[2Jmine\n")
    path = spec.parent / "notes" / ".sqlmodel-production.json"
    known = json.loads(path.read_text())
    known["files"]["README.md"] = "0" * 64
    path.write_text(json.dumps(known))
    capsys.readouterr()

    run(spec, "--out", "notes")
    printed = capsys.readouterr().out
    assert "\\x1b[2Jmine" in printed
    assert "\x1b" not in printed
