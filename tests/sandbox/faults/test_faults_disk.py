"""A full disk: it is said, and once there is room again the next run is right."""

import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from tests.sandbox.faults.faulty import (
    WatchedPool,
    assert_that_the_next_run_passes,
    pool_in,
    run,
)

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.skipif(sys.platform != "linux", reason="the walls are Linux's"),
]

FILLING = {
    "bytes": "for n in range(9): open(str(n), 'wb').write(bytes(16 << 20))",
    "files": "for n in range(9_999): open(str(n), 'w').close()",
}


@pytest.mark.parametrize("code", FILLING.values(), ids=list(FILLING))
async def test_a_program_that_fills_its_disk_is_stopped_by_it(
    pool: WatchedPool, code: str
) -> None:
    seen = await run(code)

    assert (seen.status, seen.stopped_by) == ("killed", "disk")
    await assert_that_the_next_run_passes()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder on a file system of 8 MiB and 100 files."""
    if os.getuid() != 0:
        pytest.skip("only root can mount a small file system")
    mount = ["mount", "-t", "tmpfs", "-o", "size=8m,nr_inodes=100", "tmpfs"]
    done = subprocess.run([*mount, tmp_path], capture_output=True, check=False)
    if done.returncode != 0:
        pytest.skip(f"a small file system is refused: {done.stderr.decode().strip()}")
    yield tmp_path
    subprocess.run(["umount", tmp_path], check=True)


@pytest.fixture
async def small_pool(
    small_disk: Path, anyio_backend: str
) -> AsyncIterator[WatchedPool]:
    async with pool_in(small_disk) as made:
        yield made


async def test_on_a_disk_that_others_have_filled_a_run_is_right_or_says_why_not(
    small_pool: WatchedPool, small_disk: Path
) -> None:
    filling = small_disk / "filling"
    with filling.open("wb", buffering=0) as file, pytest.raises(OSError, match="space"):
        while True:
            file.write(bytes(1 << 16))

    seen = await run("print('right')")

    if seen.status == "passed":  # its own disk is not this one
        assert seen.stdout == "right\n"
    else:
        assert "No space left" in seen.stderr
    filling.unlink()
    await assert_that_the_next_run_passes()


async def test_without_room_for_a_folder_nothing_is_run_and_the_reason_is_told(
    small_pool: WatchedPool, small_disk: Path
) -> None:
    small_pool.close()
    with pytest.raises(OSError, match="space"):
        for number in range(200):
            (small_disk / f"filling-{number}").touch()

    seen = await run("print('right')")

    assert seen.status == "sandbox-unavailable"
    assert seen.sandbox.reason and "No space left" in seen.sandbox.reason
    for path in small_disk.glob("filling-*"):
        path.unlink()
    await assert_that_the_next_run_passes()
