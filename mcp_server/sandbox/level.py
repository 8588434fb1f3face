"""Which walls stand here: asked of the kernel once, and tried."""

import sys
import threading
from collections.abc import Callable

from mcp_server.results import Evidence, Program, SandboxLevel
from mcp_server.sandbox import selftest

UNSANDBOXED = SandboxLevel(
    level="none", missing=["files", "network", "processes", "memory", "cpu"]
)
"""A program can do what this user can do."""
METADATA = "file-metadata"
"""Without namespaces: whether a path exists, its size and its times stay visible."""
DISK = "disk-total"
"""Without a file system of its own: files without a name count only one by one."""
USER = "user"
"""Where root runs an interpreter that only root can reach: children stay root, without
capabilities."""
REQUIRED = {"landlock", "seccomp"}
_lock = threading.Lock()
_known: SandboxLevel | None = None


def current(run: Callable[[Program], Evidence]) -> SandboxLevel:
    """The walls of this machine, tried in a real child at the first call.

    `run` executes a program behind the walls.
    """
    global _known
    with _lock:
        if _known is None:
            _known = _asked() or _tried(run)
        return _known


def refused(reason: str) -> SandboxLevel:
    """No walls, and so nothing is run, for this reason."""
    return UNSANDBOXED.model_copy(
        update={
            "reason": f"{reason}; code is only run with --allow-unsandboxed, which is "
            "the user's decision"
        }
    )


def _asked() -> SandboxLevel | None:
    """The answer if the kernel alone settles it."""
    if sys.platform != "linux":
        return refused(f"there are no walls for {sys.platform} yet; use Linux or WSL2")
    # Linux only: what it imports does not exist elsewhere.
    from mcp_server.sandbox import walls

    lacking = REQUIRED & set(walls.missing())
    if lacking:
        return refused(f"this kernel does not offer {' and '.join(sorted(lacking))}")
    return None


def _tried(run: Callable[[Program], Evidence]) -> SandboxLevel:
    from mcp_server.sandbox import walls

    target = selftest.Target()
    try:
        seen = run(target.program())
    finally:
        target.close()
    if reached := selftest.reached(seen):
        said = f" ({seen.stderr.strip().splitlines()[-1][:200]})" if seen.stderr else ""
        return refused(f"a probe behind the walls reached {', '.join(reached)}{said}")
    missing = walls.missing()
    if selftest.sees_files(seen):
        missing.append(METADATA)
    if selftest.shares_disk(seen):
        missing.append(DISK)
    if selftest.is_root(seen):
        missing.append(USER)
    name = "full" if METADATA in missing else "full+namespaces"
    return SandboxLevel(level=name, missing=missing)
