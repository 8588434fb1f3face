"""What the supervisor sees of a run that was over before it looked."""

import json
import os
import select
import sys
from contextlib import closing

import pytest
from mcp_server.results import Evidence, Limits
from mcp_server.sandbox import verdict
from mcp_server.sandbox.pool import pool
from mcp_server.sandbox.supervise import Cancellation, Watch
from tests.bench import programs

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the walls are Linux's")

AGREED = 99
MOST = Limits(output_bytes=1_024)


def _seen_after_its_end(code: str, limits: Limits) -> Evidence:
    """Run a program to its end, and only then look at it."""
    job = {
        "program": programs.program(code).model_dump(mode="json"),
        "statements_kept": limits.statements_kept,
        "exit_code": AGREED,
    }
    child = pool.take(limits)
    try:
        handle = child.process.result(30)
        os.write(child.job, json.dumps(job).encode())
        child.close_job()
        assert select.select([handle], [], [], 30)[0]
        nobody, child.job = os.pipe()
        os.close(nobody)
        with closing(Cancellation()) as never:
            seen = Watch(child, b"{}", limits).until_end(never)
        return verdict.evidence(seen, AGREED, limits)
    finally:
        pool.give_back(child)


def test_who_prints_too_much_at_the_last_moment_is_stopped_by_it_as_well() -> None:
    seen = _seen_after_its_end("print('x' * 5_000)", MOST)

    assert (seen.status, seen.stopped_by) == ("killed", "output")
    assert (len(seen.stdout), seen.output_left_out) == (1_024, 3_977)


def test_who_prints_just_enough_passes() -> None:
    seen = _seen_after_its_end("print('x' * 1_023)", MOST)

    assert (seen.status, seen.stopped_by) == ("passed", None)
    assert seen.output_left_out == 0
