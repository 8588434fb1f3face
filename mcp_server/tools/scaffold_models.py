"""Generates a project from a specification and proves that it works."""

import shlex
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, SkipValidation

from mcp_server import sandbox
from mcp_server.results import Limits, Proof, Scaffold
from mcp_server.scaffold import writing
from mcp_server.scaffold.assumed import assumptions
from mcp_server.scaffold.diagram import diagram
from mcp_server.scaffold.proof import proof_program, read_proof
from mcp_server.scaffold.render import render
from mcp_server.scaffold.spec import ProjectSpec, read_spec

TITLE = "Scaffold models and a FastAPI project"
READ_ONLY = True

LIMITS = Limits(wall_seconds=60, cpu_seconds=60)
"""A project of many entities has many tests."""


async def scaffold_models(
    spec: Annotated[
        # Read by read_spec, whose sentences name the place and what to send instead.
        SkipValidation[ProjectSpec],
        Field(description="Entities with their fields, and how they are connected."),
    ],
) -> Scaffold:
    """Generate a whole FastAPI and SQLModel project from entities and relationships.

    Use it for new models or a new project: send all entities at once. For each entity
    it writes Base, table, Create, Public and Update models, a router and tests, and
    around them the session module, the application and the project file. It then runs
    the generated tests; `proof` says how that went. Foreign keys come from
    `relationships` and are never fields. Write the files as they are, then edit them.
    """
    return await _proved(read_spec(spec))


async def scaffold_into(spec: Any, folder: Path) -> Scaffold:
    """The same, and write the project into a folder: all of it or nothing.

    Raises:
        FileExists: a file of the project is there already; nothing was written.
    """
    read = read_spec(spec)
    writing.refuse_existing(render(read), folder)
    result = await _proved(read)
    writing.write(result.files, folder)
    return result.model_copy(
        update={"next_step": _next_step(result.proof, f"cd {shlex.quote(str(folder))}")}
    )


async def _proved(spec: ProjectSpec) -> Scaffold:
    files = render(spec)
    seen = await sandbox.run(proof_program(files), LIMITS)
    proof = read_proof(seen)
    return Scaffold(
        files=files,
        diagram=diagram(spec),
        assumed=assumptions(spec),
        proof=proof,
        next_step=_next_step(proof, "write the files"),
    )


def _next_step(proof: Proof, first: str) -> str:
    if not proof.passed:
        return (
            "The proof failed, which is a defect of the generator: look at the failed "
            "check, and report it with the specification."
        )
    return f"{first}; uv run pytest; uv run uvicorn app.main:app --reload"
