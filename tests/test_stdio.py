"""The installed command as a real client starts it: a process that speaks stdio."""

import shutil
import sys
from pathlib import Path

import pytest
from mcp import Client, StdioServerParameters

COMMANDS = {
    "console script": [str(Path(sys.executable).with_name("sqlmodel-production"))],
    "module": [sys.executable, "-m", "mcp_server"],
}


@pytest.mark.anyio
@pytest.mark.parametrize("command", COMMANDS.values(), ids=list(COMMANDS))
async def test_a_client_validates_a_snippet_over_stdio(command: list[str]) -> None:
    assert shutil.which(command[0])
    server = StdioServerParameters(command=command[0], args=[*command[1:], "serve"])

    async with Client(server) as client:
        answer = await client.call_tool("validate_snippet", {"code": "print('hello')"})

    assert answer.structured_content is not None
    assert answer.structured_content["status"] == "passed"
    assert answer.structured_content["stdout"] == "hello\n"
