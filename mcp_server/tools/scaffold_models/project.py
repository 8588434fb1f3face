"""A project from its specification: generated, proved, and written if it is wanted."""

import asyncio
import os
import shlex
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from mcp_server import sandbox
from mcp_server.errors import InvalidArgument
from mcp_server.results import Limits, Proof, Scaffold, ScaffoldDiff
from mcp_server.scaffold.addition import added
from mcp_server.scaffold.folder import changes, manifest, outcome, writing
from mcp_server.scaffold.folder.changes import Changes
from mcp_server.scaffold.folder.target import Target, named, opened
from mcp_server.scaffold.naming import named_after, with_options
from mcp_server.scaffold.plan.project import application
from mcp_server.scaffold.proof import Part, proof_parts, read_proof, together
from mcp_server.scaffold.readers.reading import Reading, read
from mcp_server.scaffold.readers.words.understanding import understood
from mcp_server.scaffold.render import render
from mcp_server.scaffold.spec import ProjectSpec, plain
from mcp_server.scaffold.wording.assumed import assumptions
from mcp_server.scaffold.wording.diagram import diagram

LIMITS = Limits(wall_seconds=60, cpu_seconds=60)
"""A project of many entities has many tests."""
MIGRATE = "uv run alembic revision --autogenerate; uv run alembic upgrade head"
Told = Callable[[str], None]


@dataclass(frozen=True)
class Writing:
    """Where a project goes, and what the user has decided about it."""

    target: Target
    force: Collection[str] = ()
    """Edited files that are overwritten all the same."""
    keep_failed: bool = False
    """Write a project whose proof has failed."""


def silent(_: str) -> None:
    """Nobody is told how far it is."""


def writing_to(
    folder: Path, force: Collection[str] = (), *, keep_failed: bool = False
) -> Writing:
    """Into a folder that the user has named."""
    return Writing(named(folder), force, keep_failed)


def specified(
    source: str,
    notation: str | None,
    options: object = None,
    *,
    databases: bool = False,
) -> Reading:
    """A specification from any notation, with options in place of its own.

    Raises:
        InvalidArgument: the notation is unknown.
        InvalidSpec: it contradicts itself, or an option is none.
    """
    found = read(source, notation, databases=databases)
    return chosen(found, options) if options else found


def chosen(reading: Reading, options: object) -> Reading:
    """The same project with other options."""
    data, assumed = understood({"options": options})
    options = data["options"] if isinstance(data, dict) else options
    spec = with_options(reading.spec, options)
    return reading.model_copy(
        update={"spec": spec, "assumed": [*reading.assumed, *assumed]}
    )


def enlarged(wanted: Writing, more: object) -> Reading:
    """The specification of a project that is there, with more in it.

    Raises:
        InvalidArgument: no project was generated into the folder.
        InvalidSpec: what is added contradicts what is there.
    """
    with opened(wanted.target) as root:
        found = changes.known(root)
    if found is None:
        raise InvalidArgument(
            f"{wanted.target.path} has no {manifest.NAME}: nothing was generated "
            "there that could be added to; send the whole specification"
        )
    data, assumed = understood(plain(more), [one.name for one in found.spec.entities])
    return Reading(spec=added(found.spec, data), assumed=assumed)


async def proved(reading: Reading, told: Told = silent) -> Scaffold:
    """A project with its files, which are not written."""
    files = render(reading.spec)
    proof = await prove(files, told)
    return _answer(reading, files, proof, f"write the files; {_run_it(reading.spec)}")


async def written(reading: Reading, wanted: Writing, told: Told = silent) -> Scaffold:
    """A project that is written: all of it, or nothing.

    One whose proof has failed is not written unless that is wanted. One whose proof
    could not be finished is: nothing is known against it, and the answer says so.

    Raises:
        FileExists: a file of the user's is in its place.
        UnreadableFile: the folder cannot be written to.
        InvalidArgument: the folder's manifest cannot be used.
    """
    reading = _named(reading, wanted)
    files = render(reading.spec)
    found = _compared(reading, files, wanted)
    proof = await prove(files, told)
    answer = _answer(reading, files, proof, _then(found, wanted, reading.spec))
    if proof.finished and not (proof.passed or wanted.keep_failed):
        unwritten = f"{_unproved(proof)} Nothing was written."
        return answer.model_copy(update={"files": {}, "next_step": unwritten})
    told("writing the files")
    writing.write(wanted.target, found.every)
    seen = outcome.written(found, wanted.target.path)
    return answer.model_copy(update={"files": {}, "written": seen})


def difference(reading: Reading, wanted: Writing) -> ScaffoldDiff:
    """What writing a project would change; nothing is run, and nothing is written."""
    reading = _named(reading, wanted)
    found = _compared(reading, render(reading.spec), wanted)
    diffs = [changes.diff(one.path, one.before, one.after) for one in found.changes]
    return ScaffoldDiff(
        changed=[one.path for one in found.changes],
        diff="".join(diffs),
        kept=outcome.kept(found),
        left_out=reading.left_out,
    )


def _named(reading: Reading, wanted: Writing) -> Reading:
    spec = named_after(reading.spec, wanted.target.path.absolute().name)
    return reading.model_copy(update={"spec": spec})


def _compared(reading: Reading, files: Mapping[str, str], wanted: Writing) -> Changes:
    with opened(wanted.target) as root:
        return changes.compare(root, reading.spec, files, wanted.force)


async def prove(files: dict[str, str], told: Told) -> Proof:
    """What running the generated tests in the sandbox shows."""
    told(f"running the tests of {len(files)} files")
    started = time.monotonic()
    cores = os.cpu_count() or 1
    # The checks beside the tests are short.
    turn = asyncio.Semaphore(cores + 1)
    parts = proof_parts(files, cores)
    proof = together(await asyncio.gather(*(_proved(part, turn) for part in parts)))
    spent = int((time.monotonic() - started) * 1000)
    return proof.model_copy(update={"duration_ms": spent})


async def _proved(part: Part, turn: asyncio.Semaphore) -> Proof:
    async with turn:
        seen = await sandbox.run(part.program, LIMITS)
    finished = seen.stopped_by is None and seen.sandbox.reason is None
    found = read_proof(seen, part.checks)
    return found.model_copy(update={"finished": finished})


def _answer(
    reading: Reading, files: dict[str, str], proof: Proof, then: str
) -> Scaffold:
    return Scaffold(
        files=files,
        diagram=diagram(reading.spec),
        assumed=[*reading.assumed, *assumptions(reading.spec)],
        left_out=reading.left_out,
        proof=proof,
        next_step=then if proof.passed else f"{_unproved(proof)} Then: {then}",
    )


def _run_it(spec: ProjectSpec) -> str:
    """What to type in the project's folder, as its README says it."""
    tables = "uv run alembic upgrade head; " if spec.options.migrations else ""
    return f"uv run pytest; {tables}uv run uvicorn {application(spec)} --reload"


def _then(found: Changes, wanted: Writing, spec: ProjectSpec) -> str:
    step = f"cd {shlex.quote(str(wanted.target.path))}; {_run_it(spec)}"
    pending = [one for one in found.kept if one.pending]
    if any(one.reason == "migration" for one in pending):
        step = f"{step}; first make a migration of what is new: {MIGRATE}"
    edited = sum(one.reason != "migration" for one in pending)
    if not edited:
        return step
    return (
        f"bring over what `kept` shows ({edited} edited or deleted; the proof ran on "
        f"what is generated, not on them), then: {step}"
    )


def _unproved(proof: Proof) -> str:
    if proof.sandbox.reason:
        return f"Nothing was run, so nothing is proved: {proof.sandbox.reason}"
    if not proof.finished:
        return (
            f"The proof was stopped after {proof.duration_ms // 1000} s, so nothing is "
            "proved: run the tests."
        )
    return (
        "The proof failed, which is a defect of the generator: look at the failed "
        "check, and report it with the specification."
    )
