"""check_code: what static rules say, bounded and ordered, with the mended text."""

import json
from typing import TYPE_CHECKING

import pytest
from mcp_server.errors import InvalidArgument
from mcp_server.tools.check_code import MOST_FINDINGS, check_code
from mcp_server.tools.validate_snippet import validate_snippet

if TYPE_CHECKING:
    from mcp import Client

pytestmark = pytest.mark.anyio

CODE = """\
import asyncio

from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import Field, SQLModel, select
from sqlmodel.ext.asyncio.session import AsyncSession


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = ""


async def main() -> None:
    engine = create_async_engine("sqlite+aiosqlite:///app.db")
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    async with AsyncSession(engine, expire_on_commit=False) as session:
        session.add(Hero(name="x"))
        session.commit()
        print((await session.exec(select(Hero))).one().name)
    await engine.dispose()


asyncio.run(main())
"""
KEY = """\
from sqlmodel import Field, SQLModel

class Hero{n}(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    team_id: int | None = Field(default=None, foreign_key="team.id")
"""


async def test_a_missing_await_is_found_and_mended_and_then_it_runs() -> None:
    result = await check_code(code=CODE, fix="safe")

    assert (result.ok, result.findings, result.fixes_applied) == (True, [], 1)
    fixed = result.fixed["snippet.py"]
    assert fixed == CODE.replace("session.commit()", "await session.commit()")
    run = await validate_snippet(code=fixed)
    assert (run.status, run.stdout) == ("passed", "x\n")


async def test_without_fix_the_finding_has_rule_line_problem_and_remedy() -> None:
    result = await check_code(code=CODE)

    (finding,) = result.findings
    assert (finding.rule, finding.problem) == ("SQM042", "await-misuse")
    assert (finding.severity, finding.line, finding.evidence) == ("error", 19, "static")
    assert finding.fix
    assert (result.ok, result.fixed, result.fixes_available) == (False, {}, 1)


async def test_findings_are_bounded_and_the_most_severe_come_first() -> None:
    files = {f"m{n}.py": KEY.format(n=n) for n in range(MOST_FINDINGS + 5)}
    result = await check_code(files=files | {"z.py": CODE})

    assert len(result.findings) == MOST_FINDINGS
    assert result.findings_left_out == 6
    assert result.findings[0].severity == "error"


async def test_only_the_wanted_rules_are_asked() -> None:
    key = KEY.format(n="")
    assert [
        f.rule for f in (await check_code(code=key, select=["SQM004"])).findings
    ] == ["SQM004"]
    assert (await check_code(code=key, ignore=["SQM"])).findings == []


async def test_unsafe_fixes_are_applied_only_when_asked_for() -> None:
    key = KEY.format(n="")
    safe = await check_code(code=key, fix="safe", select=["SQM004"])
    unsafe = await check_code(code=key, fix="unsafe", select=["SQM004"])

    assert (safe.fixed, safe.fixes_available) == ({}, 1)
    assert 'foreign_key="team.id", index=True' in unsafe.fixed["snippet.py"]


async def test_code_that_does_not_parse_is_one_finding_and_others_are_checked() -> None:
    result = await check_code(files={"a.py": "def (:\n", "b.py": KEY.format(n="")})

    assert [one.file for one in result.findings] == ["a.py", "b.py"]
    assert not result.ok


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({}, "send either `code` or `files`"),
        ({"code": "x = 1", "files": {"a.py": ""}}, "send either `code` or `files`"),
        ({"code": "  \n"}, "there is no code"),
        ({"code": "x = 1", "select": ["SQM999"]}, "unknown rule 'SQM999'"),
        ({"code": "x" * 2_000_001}, "characters are too many"),
    ],
)
async def test_bad_arguments_are_refused_in_one_sentence(
    arguments: dict[str, object], message: str
) -> None:
    with pytest.raises(InvalidArgument, match=message):
        await check_code(**arguments)  # type: ignore[arg-type]  # that is the test


async def test_it_is_a_tool_of_the_server(client: "Client") -> None:
    answer = await client.call_tool("check_code", {"code": CODE, "fix": "safe"})

    assert not answer.is_error
    assert answer.structured_content is not None
    assert answer.structured_content["fixes_applied"] == 1
    assert json.loads(answer.content[0].text)["ok"] is True  # type: ignore[union-attr]  # it is text
