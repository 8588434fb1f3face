"""Looks at the children that wait in the pool."""

import time

from mcp_server.sandbox.pool import pool
from tests.bench import processes

LOOK_SECONDS = 0.001
FILTERED = "2"
"""As /proc says that seccomp stands: the last of the walls."""


def ready() -> list[int]:
    """Process numbers of the waiting children, once all of them are ready.

    A child is ready when it sleeps behind its walls: the first thing there that it can
    wait for is its job, and before that it has made its memory its own. The kernel
    tells this to who asks, but wakes nobody for it: so it is asked again and again.
    """
    pool.settle()
    numbers = [processes.of_handle(spare.process.result()) for spare in pool._spares]
    while not all(map(_waits_for_a_job, numbers)):
        time.sleep(LOOK_SECONDS)
    return numbers


def _waits_for_a_job(process: int) -> bool:
    status = processes.status(process)
    assert status, "a child that was ready has ended"
    return status["Seccomp"] == FILTERED and status["State"].startswith("S")
