"""What tests share, and a guard: in somebody else's project nothing of ours runs."""

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.postgresql import Server

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


@pytest.fixture(scope="session")
def postgresql() -> Iterator["Server"]:
    """A real PostgreSQL of this process, started when the first test asks for it."""
    _needs("initdb")
    from tests.postgresql import postgresql

    with postgresql() as server:
        yield server


@pytest.fixture(scope="session")
def pgbouncer(postgresql: "Server") -> Iterator["Server"]:
    """A PgBouncer in transaction mode before that PostgreSQL."""
    _needs("pgbouncer")
    from tests.postgresql import pgbouncer

    with pgbouncer(postgresql) as server:
        yield server


def _needs(program: str) -> None:
    """Skip without it; where CI says that it is CI, nothing may be skipped."""
    from tests.postgresql import missing

    if reason := missing(program):
        (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)
