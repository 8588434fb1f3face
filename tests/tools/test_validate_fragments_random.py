"""Whatever a program is made of: its names stay its own, and its lines stay."""

import ast
import builtins
import keyword

from hypothesis import given, settings
from hypothesis import strategies as st
from mcp_server.observe.fragment.names import undefined
from mcp_server.observe.fragment.source import readable

NAMES = st.one_of(
    st.sampled_from(["select", "session", "engine", "datetime", "Hero", "print", "_x"]),
    st.from_regex(r"[a-z_][a-z0-9_]{0,5}", fullmatch=True),
).filter(
    lambda name: not (keyword.iskeyword(name) or name == "_" or name.startswith("__"))
)
BINDINGS = (
    "{0} = 1",
    "{0}: int = 1",
    "def {0}(): pass",
    "async def {0}(): pass",
    "class {0}: pass",
    "import os as {0}",
    "from os import path as {0}",
    "for {0} in (): pass",
    "with open('x') as {0}: pass",
    "try: pass\nexcept OSError as {0}: pass",
    "if ({0} := 1): pass",
    "[({0} := x) for x in ()]",
    "({0}, *_rest) = (1, 2)",
    "if True:\n    {0} = 1\nelse:\n    {0} = 2",
    "try:\n    import os as {0}\nexcept ImportError:\n    {0} = None",
    "def _bind():\n    global {0}\n    {0} = 1",
    "match 1:\n    case {0}: pass",
)
BOUND = {"_", "_f", "_g", *dir(builtins)}
USES = (
    "{0}",
    "{0}.attribute",
    "def _f(x={0}): return {0}",
    "async def _g() -> {0}: await {0}()",
    "class _C({0}): y: '{0}' = {0}",
    "[{0} for _ in {0}]",
    "lambda: {0}",
    "f'{{{0}}}'",
    "return {0}",
    "await {0}",
)


@given(st.lists(st.tuples(NAMES, st.sampled_from(BINDINGS)), min_size=1, max_size=6))
def test_nothing_is_supplied_for_a_name_that_the_code_binds(
    bound: list[tuple[str, str]],
) -> None:
    lines = [form.format(name) for name, form in bound]
    lines += [use.format(name) for name, _ in bound for use in USES]
    text = "\n".join(lines)

    lacking = undefined(ast.parse(text), text)

    assert not {name for name, _ in bound} & (lacking.evaluated | lacking.perhaps)


@given(NAMES.filter(lambda name: name not in BOUND), st.sampled_from(USES))
def test_a_name_that_nothing_binds_is_lacking_wherever_it_is_used(
    name: str, use: str
) -> None:
    text = f"_x_ = 1\n{use.format(name)}\n"

    assert undefined(ast.parse(text), text).evaluated == {name}


@given(NAMES)
def test_a_local_name_of_a_function_is_not_lacking(name: str) -> None:
    text = f"def _f_({name}):\n    def _g_(): return {name}\n    return {name}, _g_\n"

    assert not undefined(ast.parse(text), text).evaluated


LINES = st.lists(
    st.sampled_from(["x = 1", "", "# text", "if x:\n    y = 2", "z = '''\n  a\n'''"]),
    max_size=8,
)


@settings(max_examples=200)
@given(
    LINES, st.sampled_from(["fence", "prompt", "indent"]), st.text("ab `\n", max_size=9)
)
def test_the_lines_of_code_stay_where_they_were(
    lines: list[str], around: str, prose: str
) -> None:
    code = "x = 0\n" + "\n".join(lines) + "\nraise ValueError\n"
    if around == "fence":
        before = prose.replace("`", "") + "\n"
        text = f"{before}```python\n{code}```\nAnd so on: it's.\n"
    elif around == "prompt":
        typed = ast.unparse(ast.parse(code)).splitlines()
        text = "\n".join(
            f"... {line}" if line.startswith(" ") else f">>> {line}" for line in typed
        )
    else:
        text = "\n".join(f"    {line}" for line in code.splitlines())

    source = readable(text)

    expected = next(
        number
        for number, line in enumerate(text.splitlines(), 1)
        if "raise ValueError" in line
    )
    (raising,) = [n for n in ast.parse(source.text).body if isinstance(n, ast.Raise)]
    assert raising.lineno == expected
    assert source.notes


@given(st.text())
def test_any_text_at_all_is_read(text: str) -> None:
    source = readable(text)

    assert len(source.text.split("\n")) == len(text.split("\n"))
