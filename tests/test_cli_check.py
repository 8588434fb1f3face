"""The linter on the terminal: formats, fixes, exit codes, configuration, cache."""

import json
import subprocess
from pathlib import Path

import pytest
from mcp_server.cli import main
from mcp_server.cli.cache import FOLDER

SOURCE = """\
from sqlmodel import Field, SQLModel


class Team(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    team_id: int | None = Field(default=None, foreign_key="team.id")
"""
FIXED = SOURCE.replace('"team.id")', '"team.id", index=True)')


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of one file, which is the current folder."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pyproject.toml").write_text("")
    (tmp_path / "app.py").write_text(SOURCE)
    return tmp_path


def _run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(["check", *arguments])
    assert isinstance(ended.value.code, int)
    return ended.value.code


def test_findings_are_printed_with_line_carets_and_fix(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert _run() == 0
    lines = capsys.readouterr().out.splitlines()

    assert lines[0].startswith("app.py:10:5: SQM004 info The foreign key Hero.team_id")
    assert lines[1].strip().startswith("10 |     team_id: int | None = Field(")
    assert set(lines[2].partition("|")[2].strip()) == {"^"}
    assert "index=True" in lines[3]
    assert lines[-1] == "1 files checked: 1 info; 1 with --unsafe-fixes"


def test_json_has_every_finding(capsys: pytest.CaptureFixture[str]) -> None:
    _run("--json")
    answer = json.loads(capsys.readouterr().out)

    (finding,) = answer["findings"]
    assert answer["files"] == 1
    assert (finding["rule"], finding["file"], finding["line"]) == (
        "SQM004",
        "app.py",
        10,
    )


def test_github_annotations_are_escaped(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "a,b.py").write_text(SOURCE)
    _run("--format", "github")
    first, second = capsys.readouterr().out.splitlines()

    assert first.startswith("::notice file=a%2Cb.py,line=10,col=5,title=SQM004::The")
    assert second.startswith("::notice file=app.py,line=10")


def test_sarif_names_rules_and_places(capsys: pytest.CaptureFixture[str]) -> None:
    _run("--format", "sarif")
    (run,) = json.loads(capsys.readouterr().out)["runs"]

    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["SQM004"]
    (result,) = run["results"]
    place = result["locations"][0]["physicalLocation"]
    assert (result["level"], place["artifactLocation"]["uri"]) == ("note", "app.py")
    assert place["region"] == {"startLine": 10, "startColumn": 5}


def test_statistics_count_by_rule(capsys: pytest.CaptureFixture[str]) -> None:
    _run("--statistics")

    assert capsys.readouterr().out.splitlines()[0].split()[:2] == ["1", "SQM004"]


def test_a_file_that_does_not_parse_is_an_error(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "bad.py").write_text("def (:\n")
    (folder / "latin.py").write_bytes(b"x = '\xe9'\n")

    assert _run() == 1
    out = capsys.readouterr().out
    assert "bad.py:1:1: syntax error This file does not parse" in out
    assert "latin.py:1:1: syntax error" in out
    assert "SQM004" in out


def test_unsafe_fixes_are_written_only_when_asked_for(folder: Path) -> None:
    _run("--fix")
    assert (folder / "app.py").read_text() == SOURCE

    _run("--unsafe-fixes")
    assert (folder / "app.py").read_text() == FIXED


def test_a_diff_writes_nothing(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run("--diff", "--unsafe-fixes") == 1
    out = capsys.readouterr().out

    assert "+    team_id: int | None = Field(" in out
    assert "index=True" in out
    assert (folder / "app.py").read_text() == SOURCE


def test_the_configuration_of_the_project_counts(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = '[tool.sqlmodel-production]\nignore = ["SQM004"]\n'
    (folder / "pyproject.toml").write_text(config)
    _run()

    assert capsys.readouterr().out == "1 files checked: no findings\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--select", "SQM999"], "unknown rule 'SQM999'"),
        (["missing"], "missing: No such file or directory"),
        (["--format", "xml"], "xml"),
    ],
)
def test_bad_input_is_exit_code_2(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(*arguments) == 2
    assert message in capsys.readouterr().err


def test_an_unknown_key_of_the_configuration_is_exit_code_2(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "pyproject.toml").write_text("[tool.sqlmodel-production]\nselct = []\n")

    assert _run() == 2
    assert "did you mean 'select'" in capsys.readouterr().err


def test_files_that_git_ignores_are_not_looked_at(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    subprocess.run(["git", "init", "--quiet"], cwd=folder, check=True)
    (folder / ".gitignore").write_text("generated/\n")
    (folder / "generated").mkdir()
    (folder / "generated" / "more.py").write_text(SOURCE)
    _run("--json")

    assert json.loads(capsys.readouterr().out)["files"] == 1


def test_an_answer_is_repeated_until_a_file_changes(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _run()
    first = capsys.readouterr().out
    (kept,) = (folder / FOLDER).glob("*.json")
    marked = json.loads(kept.read_text()) | {"output": "kept"}
    kept.write_text(json.dumps(marked))

    _run()
    assert capsys.readouterr().out == "kept"
    _run("--no-cache")
    assert capsys.readouterr().out == first
    (folder / "app.py").write_text(f"{SOURCE}\n")
    _run()
    assert capsys.readouterr().out == first


def test_a_damaged_cache_is_no_answer(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _run()
    first = capsys.readouterr().out
    for kept in (folder / FOLDER).glob("*.json"):
        kept.write_text("{")
    _run()

    assert capsys.readouterr().out == first


def test_explain_prints_the_page_of_a_rule(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["explain", "SQM004"])

    assert capsys.readouterr().out.startswith("# A foreign key has no index\n")
