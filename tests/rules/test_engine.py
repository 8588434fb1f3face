"""The engine: names, suppressions, selection, files that do not parse, processes."""

import pytest
from mcp_server.errors import InvalidArgument
from mcp_server.rules.engine import WORTH_FORKING, check
from mcp_server.rules.mend import mend
from mcp_server.rules.selection import Selection, chosen, configured

TEAM = """\
from sqlmodel import Field, SQLModel

class Team(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
"""
HERO = """\
class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    team_id: int | None = Field(default=None, foreign_key="team.id")
"""
LINE = len(TEAM.splitlines()) + 3
ONLY = Selection(select=["SQM004"])


def _codes(source: str) -> list[tuple[int, str | None]]:
    return [(one.line, one.code) for one in check({"app.py": source}, ONLY)]


def test_a_violation_has_its_place() -> None:
    (found,) = check({"app.py": TEAM + HERO}, ONLY)

    assert (found.path, found.line, found.column) == ("app.py", LINE, 4)
    finding = found.finding()
    assert (finding.rule, finding.problem) == ("SQM004", "missing-index")
    assert finding.evidence == "static"


@pytest.mark.parametrize(
    "imports",
    [
        "from sqlmodel import Field, SQLModel",
        "from sqlmodel import *",
        "import sqlmodel\nfrom sqlmodel import SQLModel\nField = sqlmodel.Field",
        "from sqlmodel.main import Field, SQLModel",
    ],
)
def test_names_are_known_however_they_were_imported(imports: str) -> None:
    found = check({"app.py": f"{imports}\n{HERO}"}, ONLY)

    assert len(found) == 1 or "Field = " in imports


def test_an_alias_is_the_thing_itself() -> None:
    source = (TEAM + HERO).replace("SQLModel", "M").replace("Field", "F")
    source = source.replace("import F, M", "import Field as F, SQLModel as M")

    assert _codes(source) == [(LINE, "SQM004")]


def test_a_model_of_another_file_is_known_with_its_fields() -> None:
    base = (
        "from sqlmodel import Field, SQLModel\n"
        "class HeroBase(SQLModel):\n"
        "    team_id: int | None = Field(default=None, foreign_key='team.id')\n"
    )
    table = (
        "from .base import HeroBase\nfrom sqlmodel import Field\n"
        "class Hero(HeroBase, table=True):\n"
        "    id: int | None = Field(default=None, primary_key=True)\n"
    )
    files = {"app/__init__.py": "", "app/base.py": base, "app/hero.py": table}
    model = check(files, ONLY)

    assert model == [], "the key is told where it is declared, and only in tables"


@pytest.mark.parametrize(
    ("comment", "count"),
    [
        ("# noqa", 0),
        ("# noqa: SQM004", 0),
        ("# noqa: SQM001, SQM004", 0),
        ("# NOQA:sqm004 - small table", 0),
        ("# noqa: SQM001", 1),
        ("# a comment", 1),
    ],
)
def test_a_comment_silences_a_rule_on_its_line(comment: str, count: int) -> None:
    source = (TEAM + HERO).replace('"team.id")', f'"team.id")  {comment}')

    assert len(_codes(source)) == count


def test_a_text_that_looks_like_a_comment_silences_nothing() -> None:
    source = (TEAM + HERO).replace('"team.id"', '"team.id", description="# noqa"')

    assert _codes(source) == [(LINE, "SQM004")]


def test_a_file_that_does_not_parse_is_one_finding_and_the_others_are_checked() -> None:
    files = {"a.py": "def (:\n", "b.py": TEAM + HERO, "c.py": "\0", "d.py": "(" * 9_999}
    found = check(files, ONLY)

    assert [(one.path, one.code) for one in found] == [
        ("a.py", None),
        ("b.py", "SQM004"),
        ("c.py", None),
        ("d.py", None),
    ]
    assert {one.severity for one in found if one.code is None} == {"error"}


def test_several_processes_find_the_same_in_the_same_order() -> None:
    files = {f"m{n}.py": (TEAM + HERO) * (n % 3) for n in range(2 * WORTH_FORKING)}
    told: list[int] = []
    alone = check(files)
    shared = check(files, processes=2, done=told.append)

    assert shared == alone
    assert sum(told) == len(files)


def test_rules_are_selected_and_ignored_by_the_beginning_of_their_code() -> None:
    source = {"app.py": TEAM + HERO}

    assert check(source, chosen(["SQM00"], None))
    assert not check(source, chosen(["SQM"], ["SQM004"]))


def test_a_code_that_no_rule_has_is_refused() -> None:
    with pytest.raises(InvalidArgument, match="unknown rule 'SQM999'"):
        chosen(["SQM999"], None)


def test_the_project_says_what_is_ignored_where() -> None:
    text = (
        "[tool.sqlmodel-production]\n"
        'per-file-ignores = { "tests/*" = ["SQM004"], "old" = ["SQM"] }\n'
        'exclude = ["gen/"]\n'
    )
    selection = configured(text, "pyproject.toml")
    paths = ["app.py", "tests/a.py", "old/deep/b.py", "tests.py"]
    found = check(dict.fromkeys(paths, TEAM + HERO), selection)

    assert {one.path for one in found if one.code == "SQM004"} == {"app.py", "tests.py"}
    assert selection.is_excluded("gen/models.py")
    assert not selection.is_excluded("regen/models.py")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[tool.sqlmodel-production]\nselct = []", "unknown key 'selct'; did you mean"),
        ("[tool.sqlmodel-production]\nignore = ['SQM999']", "unknown rule 'SQM999'"),
        ("[tool.sqlmodel-production]\nignore = 3", "ignore"),
        ("[tool", "no valid TOML"),
    ],
)
def test_what_is_wrong_in_the_configuration_is_said(text: str, message: str) -> None:
    with pytest.raises(InvalidArgument, match=message):
        configured(text, "pyproject.toml")


def test_only_wanted_fixes_are_applied() -> None:
    files = {"app.py": TEAM + HERO}

    assert mend(files, ONLY, "safe") == ({}, 0)
    changed, count = mend(files, ONLY, "unsafe")
    assert count == 1
    assert 'foreign_key="team.id", index=True)' in changed["app.py"]
    assert check(changed, ONLY) == []


def test_a_folder_that_is_named_as_a_library_is_not_the_library() -> None:
    files = {"docs/sqlmodel/__init__.py": "", "docs/sqlmodel/app.py": TEAM + HERO}

    assert [one.code for one in check(files, ONLY)] == ["SQM004"]
