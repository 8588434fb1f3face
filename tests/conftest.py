"""What tests share, and a guard: in somebody else's project nothing of ours runs."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def pytest_ignore_collect(config: pytest.Config) -> bool | None:
    """Skill installers copy this folder into projects, whose own pytest finds it."""
    return None if config.rootpath == ROOT else True


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def client(anyio_backend: str) -> AsyncIterator[object]:
    """A real MCP client, connected to the server in memory."""
    # Imported late: in somebody else's project mcp may not be installed.
    from mcp import Client
    from mcp_server.server import create_server

    async with Client(create_server()) as connected:
        yield connected
