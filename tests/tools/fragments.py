"""Running a fragment, and what was said of it."""

from mcp_server.results import Validation
from mcp_server.tools.validate_snippet import validate_snippet

HERO = """\
class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(default="a", index=True)
"""


async def run(code: str, context: str | None = None) -> Validation:
    return await validate_snippet(code=code, context=context, detail="full")


async def passed(code: str, context: str | None = None) -> Validation:
    result = await run(code, context)
    assert (result.error, result.status) == (None, "passed"), result.stderr
    assert [one for one in result.findings if one.severity != "info"] == []
    return result


def imported(result: Validation) -> str:
    return next((one for one in result.assumed if one.startswith("imported: ")), "")
