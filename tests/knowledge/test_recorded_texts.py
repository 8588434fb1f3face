"""Texts that real servers and drivers gave are named, also without any code."""

from pathlib import Path

import pytest
import yaml
from mcp_server.tools.explain_problem import explain_problem

RECORDED = yaml.safe_load(
    Path(__file__).with_name("recorded_texts.yaml").read_text(encoding="utf-8")
)
TEXTS = [
    pytest.param(
        one["text"],
        one["problem"],
        id=f"{one['problem']}-{one['driver'].split()[0]}-{one['what']}",
    )
    for one in RECORDED
]

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(("text", "problem"), TEXTS)
async def test_the_recorded_text_names_its_problem_first(
    text: str, problem: str
) -> None:
    explained = await explain_problem(symptom=text)

    assert [one.problem for one in explained.diagnoses[:1]] == [problem]


def test_each_text_says_what_it_was_recorded_with() -> None:
    for one in RECORDED:
        assert one["server"].split()[0] in {"MariaDB", "PostgreSQL"}
        assert any(part[0].isdigit() for part in one["driver"].split())
