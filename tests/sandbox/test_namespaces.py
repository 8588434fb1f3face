"""The outer wall where bubblewrap works, the inner ones alone where it does not."""

import importlib
from collections.abc import Iterator

import pytest
from mcp_server import sandbox
from mcp_server.results import Evidence, Program
from mcp_server.sandbox import level, namespaces
from mcp_server.sandbox.pool import Pool

pytestmark = pytest.mark.anyio

LOOK_AROUND = """\
import os
places = ("/etc/passwd", "/home", "/var", "/bin")
print([place for place in places if os.path.exists(place)], os.getpid() < 1000)
"""


async def _run(code: str) -> Evidence:
    return await sandbox.run(Program(files={"p.py": code}, entry="p.py"))


@pytest.fixture
def new_pool(monkeypatch: pytest.MonkeyPatch) -> Iterator[Pool]:
    """A pool of this test's own, whose walls are tried anew."""
    pool = Pool(1)
    # The package's attribute `run` is the function, not the module.
    module = importlib.import_module("mcp_server.sandbox.run")
    monkeypatch.setattr(module, "pool", pool)
    monkeypatch.setattr(level, "_known", None)
    yield pool
    pool.close()


@pytest.mark.skipif(not namespaces.works(), reason="bubblewrap does not work here")
async def test_with_bubblewrap_files_outside_are_not_even_there(new_pool: Pool) -> None:
    seen = await _run(LOOK_AROUND)

    assert (seen.status, seen.stdout) == ("passed", "[] True\n")
    assert seen.sandbox.level == "full+namespaces"
    assert seen.sandbox.missing == []


async def test_without_bubblewrap_the_inner_walls_stand_alone(
    new_pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(namespaces, "works", lambda: False)

    seen = await _run("import os; print(os.path.exists('/etc/passwd'))")

    assert (seen.status, seen.stdout) == ("passed", "True\n")
    assert seen.sandbox.level == "full"
    assert "file-metadata" in seen.sandbox.missing
    denied = await _run("open('/etc/passwd')")
    assert denied.error is not None
    assert denied.error.type == "PermissionError"
