"""Runs a program behind walls, or says why it cannot."""

import json
import secrets
from contextlib import closing
from functools import partial

import anyio
import anyio.to_thread
from anyio.lowlevel import RunVar

from mcp_server.errors import Busy
from mcp_server.results import Evidence, Limits, Program, SandboxLevel
from mcp_server.sandbox import folder, level, settings, unsandboxed, verdict
from mcp_server.sandbox.forked import ZygoteDied
from mcp_server.sandbox.pool import pool
from mcp_server.sandbox.supervise import Cancellation, Watch

SUCCESS_CODES = range(80, 250)
"""One is agreed upon for each run: a program that just exits does not know it."""
MOST_WAITING = 64
"""Callers in the queue; one more is told to come back."""
_places: RunVar[anyio.CapacityLimiter] = RunVar("places to run")


async def run(program: Program, limits: Limits | None = None) -> Evidence:
    """Run a program in a jailed child of the warm process, and say what was seen.

    Callers are served in the order in which they came, as many at a time as there
    are cores. Cancelling the caller kills the child at once. Where the walls do not
    stand, nothing is run (status `sandbox-unavailable`), unless the user has allowed
    it in the settings.

    Raises:
        InvalidArgument: the program's files cannot be placed in a folder.
        Busy: too many runs wait already.
    """
    folder.check(program)
    limits = limits or Limits()
    places = _limiter()
    if places.statistics().tasks_waiting >= MOST_WAITING:
        raise Busy(f"{MOST_WAITING} runs wait already; send this one again later")
    if settings.unsandboxed_allowed:
        async with places:
            return await _without_walls(program, limits)
    return await _on_a_thread(program, limits, places)


async def _on_a_thread(
    program: Program, limits: Limits, places: anyio.CapacityLimiter
) -> Evidence:
    """Supervise on a thread; whoever cancels the caller kills the child."""
    cancellation = Cancellation()
    try:
        return await anyio.to_thread.run_sync(
            partial(_checked, program, limits, cancellation),
            abandon_on_cancel=True,
            limiter=places,
        )
    except anyio.get_cancelled_exc_class():
        cancellation.cancel()
        raise


def _limiter() -> anyio.CapacityLimiter:
    """The places of this event loop: one for each core."""
    try:
        return _places.get()
    except LookupError:
        limiter = anyio.CapacityLimiter(pool.size)
        _places.set(limiter)
        return limiter


def current_level() -> SandboxLevel:
    """Which walls stand here, tried in a real child at the first call.

    Its `reason` says why nothing is run, if that is so.
    """
    with closing(Cancellation()) as never:
        try:
            return level.current(lambda program: _jailed(program, Limits(), never))
        except ZygoteDied as error:
            return level.refused(str(error))


def _checked(program: Program, limits: Limits, cancellation: Cancellation) -> Evidence:
    """The run, behind walls that have been tried; or why there is none."""
    with closing(cancellation):
        try:
            walls = current_level()
            if not walls.reason:
                seen = _jailed(program, limits, cancellation)
                return seen.model_copy(update={"sandbox": walls})
        except ZygoteDied as error:
            walls = level.refused(str(error))
        except OSError as error:  # no descriptor is left to watch it with
            walls = level.refused(f"a run cannot be watched: {error.strerror}")
    return Evidence(status="sandbox-unavailable", duration_ms=0, sandbox=walls)


def _agreed_code() -> int:
    return secrets.choice(SUCCESS_CODES)


def _jailed(program: Program, limits: Limits, cancellation: Cancellation) -> Evidence:
    code = _agreed_code()
    job = {
        "program": program.model_dump(mode="json"),
        "statements_kept": limits.statements_kept,
        "exit_code": code,
    }
    child = pool.take(limits)
    try:
        watch = Watch(child, json.dumps(job).encode(), limits)
        seen = watch.until_end(cancellation)
        return verdict.evidence(seen, code, limits, str(child.scratch))
    finally:
        pool.give_back(child)


async def _without_walls(program: Program, limits: Limits) -> Evidence:
    code = _agreed_code()
    seen = await unsandboxed.watch(program, limits, code)
    return verdict.evidence(seen, code, limits)
