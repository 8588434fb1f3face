"""validate_snippet: fragments with something around them or in the wrong place."""

import pytest
from tests.tools.fragments import HERO, passed, run

pytestmark = pytest.mark.anyio


async def test_a_return_outside_of_a_function_ends_the_fragment() -> None:
    code = (
        HERO + "session.add(Hero())\nsession.commit()\nreturn print('b')\nprint('c')\n"
    )
    result = await passed(code)

    assert result.stdout == "b\n"
    assert "the code has `return`: it was run as a function's body" in result.assumed


async def test_a_yield_outside_of_a_function_is_gone_through() -> None:
    result = await passed(
        "with Session(engine) as session:\n    yield session\nprint(1)"
    )

    assert result.stdout == "1\n"


async def test_a_placeholder_for_the_url_is_filled_in() -> None:
    result = await passed("engine = create_engine(...)\nwith engine.connect(): pass\n")

    assert "`create_engine(...)`: the URL is 'sqlite:///database.db'" in result.assumed


@pytest.mark.parametrize(
    ("before", "note"),
    [
        ("```python\n{}\n```\n", "the Markdown fences"),
        ("Some text: it's\n\n```py\n{}\n```\nAnd more.\n", "the Markdown fences"),
        ("```sh\npip install x\n```\n~~~\n{}\n~~~\n", "the Markdown fences"),
    ],
)
async def test_markdown_around_the_code_is_taken_off(before: str, note: str) -> None:
    code = before.format("x = 1\nraise ValueError(x)")
    result = await run(code)

    assert any(one.startswith(note) for one in result.assumed)
    assert result.error is not None
    line = code.splitlines().index("raise ValueError(x)") + 1
    assert (result.error.type, result.error.line) == ("ValueError", line)


async def test_a_fence_within_a_string_stays() -> None:
    result = await passed("x = '''\n```python\n1\n```\n'''\nprint(len(x.splitlines()))")

    assert (result.stdout, result.assumed) == ("4\n", [])


async def test_prompts_are_taken_off_and_output_is_passed_over() -> None:
    code = (
        ">>> for x in range(2):\n...     print(x)\n...\n0\n1\n>>> 1 / 0\nTraceback:\n"
    )
    result = await run(code)

    assert result.stdout == "0\n1\n"
    assert result.error is not None
    assert (result.error.type, result.error.line) == ("ZeroDivisionError", 6)


async def test_code_that_is_indented_as_a_whole_is_dedented() -> None:
    result = await run("    x = '''\n  a'''\n    if x:\n        1 / 0\n")

    assert "the code was indented as a whole and was dedented" in result.assumed
    assert result.error is not None
    assert (result.error.type, result.error.line) == ("ZeroDivisionError", 4)


async def test_a_line_that_is_indented_by_mistake_is_an_error() -> None:
    result = await run("x = 1\n  y = 2\n")

    assert result.error is not None
    assert (result.error.type, result.error.line) == ("IndentationError", 2)


async def test_a_server_that_would_wait_for_ever_is_not_started() -> None:
    code = "import uvicorn\nif __name__ == '__main__':\n    uvicorn.run('main:app')\n"
    result = await passed(code)

    assert result.assumed == ["uvicorn was not started: its server does nothing"]
