"""Any notation, detected or named, and whatever else is sent."""

import builtins
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mcp_server.errors import InvalidArgument, InvalidSpec, SkillError
from mcp_server.scaffold.readers.reading import Reading, detected, read
from tests.scaffold.readers import excerpts

ROOT = Path(__file__).parents[3]
DBML = "Table a {\n  id int [pk]\n  title varchar [note: 'x']\n}"
MERMAID = "erDiagram\n  USER ||--o{ POST : writes\n  USER { string name }"
PIECES = [
    *("CREATE TABLE ", "ALTER TABLE ", "CREATE INDEX ", "t", " (", ")", ",", ";", "'"),
    *('"', "`", "[", "]", "$$", "--", "/*", "*/", "\n", " int", " PRIMARY KEY"),
    *(" REFERENCES t", " CHECK (", " DEFAULT ", "a", " IN ('x')", " UNIQUE (a)"),
    *("erDiagram\n", "A ||--o{ B : x\n", "A {\n", "}\n", "string x PK", "Table a {\n"),
    *("  id int [pk]\n", "Ref: a.id > b.id\n", "Enum e {\n", "indexes {\n", "\0", "é"),
]
HUGE = [
    "CREATE TABLE t (" + "(" * 100_000,
    "CREATE TABLE t (a int CHECK (" + "(" * 20 + "a" + ")" * 20 + " > 0))",
    "CREATE TABLE t (a int); " + "/*" * 200_000,
    "CREATE TABLE t (a int); " + "'" * 200_001,
    "CREATE TRIGGER x BEGIN " + "a;" * 50_000 + " CREATE TABLE t (a int)",
    "CREATE TABLE t (" + ", ".join(f"c{n} int" for n in range(2000)) + ")",
    "CREATE TABLE t (a int" + " CHECK (a > 0" + " AND a > 0" * 3000 + "))",
    "CREATE TABLE t (a " + "int " * 50_000 + ")",
    "CREATE " + "x " * 100_000 + "TABLE t (a int)",
    ";".join(f"CREATE TABLE t{n} (a int)" for n in range(2000)),
    "erDiagram\n" + "A ||--o{ B : x\n" * 4000,
    "erDiagram\nA {" + " string x" * 10_000,
    "erDiagram\n" + "A-" * 50_000,
    "Table t {\n" + "  a int [note: 'x']\n" * 4000 + "}",
    "Table t {" + "a" * 100_000,
    "[" * 100_000,
    '{"entities": ' + "[" * 100_000,
]


@pytest.mark.parametrize(
    ("source", "notation"),
    [
        ('{"entities": []}', "json"),
        (MERMAID, "mermaid"),
        (f"```mermaid\n{MERMAID}\n```", "mermaid"),
        (excerpts.MUSIC_SQLITE, "sql"),
        ("create table if not exists t (a int)", "sql"),
        (DBML, "dbml"),
        ("sqlite:///shop.db", "database"),
        ("postgresql+psycopg://u@h/d", "database"),
    ],
)
def test_the_notation_is_told_by_the_source(source: str, notation: str) -> None:
    assert detected(source) == notation


def test_json_is_read_as_it_always_was() -> None:
    text = (ROOT / "scripts" / "blog.json").read_text()

    assert read(text).left_out == []
    assert [one.name for one in read(text).spec.entities] == ["User", "Post", "Tag"]


@pytest.mark.parametrize(
    "source", [MERMAID, DBML, excerpts.MUSIC_SQLITE, excerpts.FILMS_MYSQL]
)
def test_every_notation_gives_a_specification(source: str) -> None:
    found = read(source)

    assert isinstance(found, Reading)
    assert found.spec.entities
    assert found.assumed


def test_a_database_is_opened_on_the_command_line_only(tmp_path: Path) -> None:
    with pytest.raises(InvalidArgument, match="command line only"):
        read("sqlite:///x.db")
    with pytest.raises(InvalidSpec, match="no such file"):
        read(str(tmp_path / "x.db"), "database", databases=True)


def test_unknown_notations_and_texts_are_answered_with_the_known() -> None:
    with pytest.raises(InvalidArgument, match="did you mean 'mermaid'"):
        read("x", "mermeid")
    with pytest.raises(InvalidSpec, match="send JSON"):
        read("a shop with customers")


@pytest.mark.parametrize(
    ("source", "package"), [(DBML, "pydbml"), ("CREATE TABLE t (a int)", "sqlglot")]
)
def test_a_missing_package_is_answered_with_its_extra(
    monkeypatch: pytest.MonkeyPatch, source: str, package: str
) -> None:
    real = builtins.__import__

    def without(name: str, *arguments: Any) -> Any:
        if name.endswith(("readers.dbml", "readers.sql.script")):
            raise ImportError(name=package)
        return real(name, *arguments)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(InvalidArgument, match=rf"{package}.*\[notations\]"):
        read(source)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_whatever_is_sent_gives_a_reading_or_a_sentence(source: str) -> None:
    for notation in (None, "sql", "mysql", "sqlite", "mermaid", "dbml", "json"):
        try:
            read(source, notation)
        except SkillError as error:
            assert "\n" not in str(error)


@pytest.mark.parametrize("source", HUGE, ids=range(len(HUGE)))
def test_what_is_huge_or_deep_gives_a_reading_or_a_sentence(source: str) -> None:
    try:
        read(source)
    except SkillError as error:
        assert len(str(error)) < 1000


@pytest.mark.parametrize("path", ["shop.db", "/data/my shop.sqlite3", "a.sqlite\n"])
def test_the_path_of_a_sqlite_file_is_a_database(path: str) -> None:
    assert detected(path) == "database"
