"""A pasted traceback is recognised however it was copied, logged or encoded."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from mcp_server.tools.explain_problem import explain_problem

pytestmark = pytest.mark.anyio

FOLDER = Path(__file__).parent / "tracebacks"
TEXTS = {path.stem: path.read_text("utf-8") for path in sorted(FOLDER.glob("*.txt"))}
RED, PLAIN = "\x1b[31m", "\x1b[0m"
NOISE = "".join(
    f"2026-03-01 10:00:{n % 60:02d},{n % 1000:03d} INFO access GET /heroes/{n} 200\n"
    for n in range(4_000)
)


def _each_line(change: Callable[[int, str], str]) -> Callable[[str], str]:
    def changed(text: str) -> str:
        lines = enumerate(text.splitlines())
        return "\n".join(change(number, line) for number, line in lines)

    return changed


def _windows(text: str) -> str:
    moved = re.sub(r"/srv/shop([^\"\s]*)", lambda m: "C:\\Users\\me\\shop" + m[1], text)
    return re.sub(
        r'(?<=File ")[^"]+', lambda m: m[0].replace("/", "\\"), moved
    ).replace("\n", "\r\n")


WAYS: dict[str, Callable[[str], str]] = {
    "whole": lambda text: text,
    "without its beginning": lambda text: text[len(text) // 3 :],
    "its end only": lambda text: "\n".join(text.splitlines()[-14:]),
    "without the link": lambda text: re.sub(r"\(Background on this .*?\)", "", text),
    "in the log of a container": _each_line(
        lambda n, line: f"api-1  | 2026-03-01T10:00:00.{n:06d}Z {line}"
    ),
    "in the log of a cluster": _each_line(
        lambda n, line: f"2026-03-01T10:00:00.{n:09d}Z stderr F {line}"
    ),
    "in the journal": _each_line(
        lambda n, line: f"Mar 01 10:00:00 host gunicorn[{812 + n}]: {line}"
    ),
    "quoted": _each_line(lambda n, line: f"> {line}"),
    "as JSON": lambda text: json.dumps({"level": "error", "exc_info": text}),
    "as JSON in JSON": lambda text: json.dumps({"log": json.dumps({"message": text})}),
    "as a representation": repr,
    "in colours": _each_line(lambda n, line: f"{RED}{line}{PLAIN}"),
    "from Windows": _windows,
    "with old line ends": lambda text: text.replace("\n", "\r"),
    "indented": _each_line(lambda n, line: f"    {line}"),
    "in a long log": lambda text: NOISE + text + NOISE,
    "with words around it": lambda text: (
        f"Hi all, since yesterday:\n\n{text}\nAny idea?"
    ),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("problem", TEXTS)
async def test_the_problem_is_named_first(problem: str, way: str) -> None:
    answer = await explain_problem(symptom=WAYS[way](TEXTS[problem]))

    named = [(one.problem, one.confidence) for one in answer.diagnoses]
    assert named and named[0][0] == problem, named


@pytest.mark.parametrize("way", ["whole", "in the log of a container", "quoted"])
@pytest.mark.parametrize("problem", TEXTS)
async def test_the_line_of_the_users_own_code_is_named(problem: str, way: str) -> None:
    answer = await explain_problem(symptom=WAYS[way](TEXTS[problem]))

    place = answer.diagnoses[0].place
    assert place
    assert place.file.endswith("app/main.py")
    assert f"line {place.line}" in TEXTS[problem]
