"""The command line: answers, exit codes, and one sentence for bad input."""

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from mcp_server.cli import main
from mcp_server.results import SandboxLevel
from mcp_server.sandbox import level, settings

N_PLUS_ONE = """\
from sqlmodel import Field, Relationship, Session, SQLModel, create_engine, select

class Team(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    heroes: list["Hero"] = Relationship(back_populates="team")

class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    team_id: int | None = Field(default=None, foreign_key="team.id", index=True)
    team: Team | None = Relationship(back_populates="heroes")

engine = create_engine("sqlite://")
SQLModel.metadata.create_all(engine)
with Session(engine) as session:
    session.add_all([Team(heroes=[Hero()]) for _ in range(3)])
    session.commit()
    for team in session.exec(select(Team)):
        print(len(team.heroes))
"""
DETACHED = (
    "sqlalchemy.orm.exc.DetachedInstanceError: Parent instance <Hero at 0x7f> is not "
    "bound to a Session; lazy load operation of attribute 'team' cannot proceed"
)


def run(*arguments: str) -> int:
    """The exit code of a command."""
    with pytest.raises(SystemExit) as caught:
        main(list(arguments))
    code = caught.value.code
    assert isinstance(code, int)
    return code


def test_validate_prints_the_finding_with_its_line_and_fix(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    snippet = tmp_path / "list.py"
    snippet.write_text(N_PLUS_ONE, encoding="utf-8")

    assert run("validate", str(snippet)) == 0
    printed = capsys.readouterr().out
    assert "warning list.py:18: N+1: Team.heroes was lazy loaded 3 times" in printed
    assert "fix: Load it with the list" in printed
    assert "sandbox: full" in printed
    assert "\x1b" not in printed, "colour where there is no terminal"


def test_validate_answers_json_that_machines_can_read(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stdin = io.TextIOWrapper(io.BytesIO(b"1 / 0"), encoding="utf-8")
    monkeypatch.setattr(sys, "stdin", stdin)

    assert run("validate", "-", "--json") == 1
    answer = json.loads(capsys.readouterr().out)
    assert (answer["status"], answer["ok"]) == ("failed", False)


def test_validate_runs_a_folder_from_its_entry(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "text.py").write_text("HELLO = 'hello'\n", encoding="utf-8")
    main_text = "from app.text import HELLO\nprint(HELLO)\n"
    (tmp_path / "main.py").write_text(main_text, encoding="utf-8")

    assert run("validate", str(tmp_path), "--entry", "main.py") == 0
    assert "  | hello" in capsys.readouterr().out


def test_explain_prints_cause_fix_and_page(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("explain", DETACHED) == 0
    printed = capsys.readouterr().out
    assert "(detached-instance), 9" in printed
    assert "references/problems/detached-instance.md" in printed


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["validate", "missing.py"], "missing.py: No such file or directory"),
        (["validate", "latin.py"], "latin.py is not UTF-8 text (byte 5)"),
        (["validate", "empty.py"], "empty.py is empty"),
        (["validate", "folder"], "`files` is empty"),
        (["validate", "good.py", "--wall", "0"], "--wall 0 is out of range"),
        (["validate", "good.py", "--entry", "x.py"], "`entry` goes with `files`"),
        (["explain", " "], "`symptom` is empty"),
        (["explain", "--file", "missing.log"], "missing.log: No such file"),
        (["scaffold", "missing.json"], "missing.json: No such file"),
        (["scaffold", "good.py"], "This is none of the notations"),
        (["scaffold", "spec.json", "--out", "good.py"], "good.py is a file"),
        (["validate", "good.py", "--wal", "3"], "No such option"),
        (["validat", "good.py"], "No such command"),
    ],
)
def test_bad_input_is_one_sentence_and_exit_code_2(
    arguments: list[str],
    message: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "latin.py").write_bytes("x = '\xe9'".encode("latin-1"))
    (tmp_path / "empty.py").write_text("", encoding="utf-8")
    (tmp_path / "good.py").write_text("print(1)", encoding="utf-8")
    spec = '{"entities": [{"name": "Note", "fields": [{"name": "text"}]}]}'
    (tmp_path / "spec.json").write_text(spec, encoding="utf-8")
    (tmp_path / "folder").mkdir()

    assert run(*arguments) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert message in " ".join(printed.err.split())
    assert "Traceback" not in printed.err


def test_the_module_is_the_same_program_as_the_command() -> None:
    script = Path(sys.executable).with_name("sqlmodel-production")
    helps = [
        subprocess.run([*command, "--help"], capture_output=True, text=True, check=True)
        for command in ([str(script)], [sys.executable, "-m", "mcp_server"])
    ]

    for name in ("serve", "validate", "explain", "scaffold"):
        assert all(name in shown.stdout for shown in helps)


def test_the_doctor_names_walls_and_versions(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run("doctor") == 0
    printed = capsys.readouterr().out
    assert printed.startswith("sandbox: full")
    for name in ("landlock: ABI", "seccomp: yes", "sqlmodel: 0.0.", "python: 3."):
        assert name in printed


def test_without_a_sandbox_nothing_is_run_and_the_exit_code_is_3(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    refused = SandboxLevel(level="none", reason="there are no walls for plan9")
    monkeypatch.setattr(level, "_known", refused)
    (tmp_path / "a.py").write_text("print('it ran')", encoding="utf-8")

    assert run("validate", str(tmp_path / "a.py")) == 3
    assert run("doctor") == 3
    printed = capsys.readouterr().out
    assert "sandbox-unavailable" in printed
    assert "there are no walls for plan9" in printed
    assert "it ran" not in printed


def test_the_user_can_decide_to_run_without_walls(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(settings, "unsandboxed_allowed", False)
    (tmp_path / "a.py").write_text("print('it ran')", encoding="utf-8")

    assert run("validate", str(tmp_path / "a.py"), "--allow-unsandboxed") == 0
    printed = capsys.readouterr().out
    assert "it ran" in printed
    assert "sandbox: none; not walled off: files, network" in printed
