"""One pool for all tests of a module: after each fault it must be as good as new."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.sandbox.faults.faulty import WatchedPool, pool_in


@pytest.fixture(scope="module")
def pool_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pool")


@pytest.fixture(scope="module")
async def one_pool(pool_folder: Path, anyio_backend: str) -> AsyncIterator[WatchedPool]:
    async with pool_in(pool_folder) as made:
        yield made


@pytest.fixture
def pool(one_pool: WatchedPool) -> WatchedPool:
    """The same one for all tests: after each fault it must be as good as new."""
    one_pool.settle()
    return one_pool
