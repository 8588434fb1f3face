"""Import blocks and long lines come out as the formatter would write them."""

import ast
import subprocess
import sysconfig
from pathlib import Path

import pytest
from mcp_server.scaffold.python.imports import tidy
from mcp_server.scaffold.python.layout import fit, width
from mcp_server.scaffold.python.lexing import marks, names
from mcp_server.scaffold.render import render
from mcp_server.scaffold.wording.filters import docstring
from tests.scaffold.specifications import random_spec

RUFF = Path(sysconfig.get_path("scripts")) / "ruff"
IMPORTS = ast.Import | ast.ImportFrom
LONG = [
    f"name: str = Field(default=None, max_length=80, description={'x' * 40!r})",
    f"x = call({', '.join(f'argument_{n}' for n in range(12))})",
    f"x = {dict.fromkeys(map(str, range(12)), 'y')}",
    f"def name({', '.join(f'argument_{n}: int' for n in range(5))}) -> list[int]: ...",
    f"def {'n' * 70}(client: TestClient) -> None: ...",
    f"class {'N' * 50}({'B' * 40}): ...",
    f"{'n' * 40}: list[{'N' * 30}] = Relationship(one=1, two=2)",
    f"{'n' * 30}: ClassVar[Any] = {'v' * 60!r}",
    f"x = outer(related({'N' * 30}.{'a' * 32}).any(key={'k' * 30}))",
    f"x = Field(default_factory=lambda: MutableDict({{{'k' * 40!r}: {'v' * 40!r}}}))",
    f"x = Field({'n' * 70}[{'m' * 20!r}])",
    f"x = call(1, {{{'k' * 40!r}: {{{'v' * 40!r}: 1}}}})",
    f"x = call([{'k' * 80!r}])",
    f"{'n' * 10} = {'v' * 74!r}",
    f"return {'v' * 80!r}",
    f"assert [({'a' * 40}, {'b' * 40}) for one in x] == [({'c' * 40}, {'d' * 40})]",
    f"assert client.delete({'v' * 50!r}).status_code == 204",
    f"assert client.patch({'v' * 58!r}, json=1).status_code == 422",
    f"assert client.patch({'v' * 74!r}, json=1).status_code == 422",
    f"assert rows({'v' * 60!r}).status_code == [{'w' * 20!r}]",
    f"assert row[{'k' * 40!r}] == other[{'k' * 40!r}]",
    f"assert row[{'k' * 40!r}] == other.json()[{'k' * 40!r}]",
    f"assert row[{'k' * 40!r}] == [{'k' * 40!r}]",
    f"assert [{'k' * 40!r}] == other[{'k' * 40!r}]",
    f"x = y.where(col({'N' * 40}.{'a' * 30}) == wanted)",
    f"x = call(1, {'n' * 40}[1] >= {'m' * 44}(2), z=3)",
]


def formatted(source: str) -> str:
    return subprocess.run(
        [RUFF, "format", "--isolated", "-"],
        input=source,
        capture_output=True,
        text=True,
        check=True,
    ).stdout


@pytest.mark.parametrize("line", LONG)
def test_a_long_line_is_broken_as_the_formatter_breaks_it(line: str) -> None:
    source = line.replace("'", '"') + "\n"
    assert fit(source) == formatted(source)


def test_short_lines_comments_and_docstrings_stay() -> None:
    long = "x" * 100
    source = f'"""Text ({long}).\n\nMore ({long}).\n"""\n\n# ({long})\nx = [1, 2]\n'
    assert fit(source) == source


def test_a_long_description_is_cut_into_pieces_of_the_same_text() -> None:
    text = "word " * 30 + "end"
    source = fit(f'x = Field(default=None, description="{text}")\n')
    assert max(map(len, source.split("\n"))) <= 88
    assert formatted(source) == source
    pieces = [line.strip()[1:-1] for line in source.split("\n") if '"' in line]
    assert "".join(pieces) == text


def test_wide_characters_count_twice() -> None:
    assert width("aé日😀") == 6


def test_imports_are_pruned_and_sorted() -> None:
    source = (
        '"""Doc."""\n\nimport os\nimport datetime as dt\nfrom zlib import crc32\n'
        "from app.fields import b, Key, INT_MAX, A2, A10, unused\n"
        "from pydantic import Field\n\nx = (b, Key, INT_MAX, A2, A10, Field, dt.UTC)\n"
    )
    assert tidy(source).split("\n")[2:7] == [
        "import datetime as dt",
        "",
        "from pydantic import Field",
        "",
        "from app.fields import A2, A10, INT_MAX, Key, b",
    ]


def test_a_module_that_uses_nothing_imports_nothing() -> None:
    assert tidy('"""Doc."""\n\nimport os\n\nx = 1\n') == '"""Doc."""\n\nx = 1\n'


@pytest.mark.parametrize(
    "text", ['Ends in "quotes"', "back\\slash", "a\n  b", "x " * 80]
)
def test_a_description_becomes_a_safe_docstring(text: str) -> None:
    source = f"class A:\n{docstring(text)}\n\n    x = 1\n"
    compile(source, "test", "exec")
    assert formatted(source) == source


@pytest.mark.parametrize("seed", range(3))
def test_the_names_of_a_module_are_those_that_the_parser_sees(seed: int) -> None:
    for path, source in render(random_spec(seed)).items():
        if not path.endswith(".py"):
            continue
        tree = ast.parse(source)
        imports = [one for one in tree.body if isinstance(one, IMPORTS)]
        aliases = [alias for one in imports for alias in one.names]
        imported = {(one.asname or one.name).split(".")[0] for one in aliases}
        parsed = {one.id for one in ast.walk(tree) if isinstance(one, ast.Name)}
        start = imports[-1].end_lineno if imports else 0
        found = names("\n".join(source.split("\n")[start:]))
        # Of other names, a function has parameters that nothing looks up.
        assert parsed <= found
        assert imported & found == imported & parsed == imported


def test_attributes_named_arguments_strings_and_comments_hold_no_names() -> None:
    source = (
        "x = f(one, two=a.three)  # four\n"
        """y = [f"five {six} {seven.eight:>9}", 'nine "ten"', "it's \\" b"]\n"""
        '"""Eleven\n"twelve" thirteen."""\n'
        "if z == -fourteen: pass"
    )
    keywords = {"if", "pass"}
    expected = {*"xyfaz", "one", "six", "seven", "fourteen"}
    assert names(source) - keywords == expected


def test_brackets_in_strings_are_no_brackets() -> None:
    found = [mark for _, mark in marks("""x = f("(\\"[", ')') + ''""")]
    assert found == [" = ", "(", ",", ")"]
