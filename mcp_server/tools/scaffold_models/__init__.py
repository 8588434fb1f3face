"""Generates a project from a specification and proves that it works."""

from typing import Annotated, Literal

from pydantic import Field, SkipValidation

from mcp_server.errors import InvalidArgument
from mcp_server.results import Scaffold
from mcp_server.scaffold.folder import target
from mcp_server.scaffold.folder.target import allow_writing
from mcp_server.scaffold.readers.reading import Reading, specification
from mcp_server.scaffold.shortened import shortened
from mcp_server.scaffold.spec import Options, ProjectSpec
from mcp_server.tools.scaffold_models import project

__all__ = ["allow_writing", "read_only", "scaffold_models", "useless_arguments"]

TITLE = "Scaffold models and a FastAPI project"

Notation = Literal["json", "mermaid", "sql", "postgres", "sqlite", "mysql", "dbml"]
"""Databases are read on the command line only."""
WRITING_ARGUMENTS = ("folder", "add")
"""Of no use to a server that may not write."""


async def scaffold_models(
    spec: Annotated[
        # Read by read_spec, whose sentences name the place and what to send instead.
        SkipValidation[ProjectSpec | None],
        Field(description="Entities with their fields, and how they are connected."),
    ] = None,
    source: Annotated[
        str | None,
        Field(description="Instead of `spec`: an erDiagram, SQL DDL or DBML."),
    ] = None,
    notation: Annotated[
        Notation | None, Field(description="Of `source`, if it is not plain.")
    ] = None,
    options: Annotated[
        SkipValidation[Options | None], Field(description="With `source`.")
    ] = None,
    folder: Annotated[
        str | None,
        Field(
            description="Write the project there, below the folder that this server "
            "may write to: `shop`; the answer is short then. Once more, it changes "
            "only files that nobody has edited."
        ),
    ] = None,
    add: Annotated[
        bool,
        Field(
            description="Add the entities and relationships of `spec` to the project "
            "in `folder`."
        ),
    ] = False,
) -> Scaffold:
    """Generate a whole FastAPI and SQLModel project from entities and relationships.

    For new models or a new project: send all entities at once. Each gets Base, table,
    Create, Public and Update models, a router and tests; around them come the session
    module, the application and the project file. The generated tests are run: `proof`
    says how that went. Foreign keys come from `relationships` and are never fields.
    Write the files as they are, then edit them.
    """
    wanted = project.Writing(target.allowed(folder)) if folder is not None else None
    reading = _reading(spec, source, notation, wanted, add=add)
    if options is not None:
        reading = project.chosen(reading, options)
    if wanted is None:
        return await project.proved(reading)
    answer = await project.written(reading, wanted)
    return shortened(answer) if answer.written else answer


def _reading(
    spec: object,
    source: str | None,
    notation: str | None,
    wanted: project.Writing | None,
    *,
    add: bool,
) -> Reading:
    if (spec is None) == (source is None):
        raise InvalidArgument("Send `spec`, or a text as `source`: one of them.")
    if add:
        if wanted is None or spec is None:
            raise InvalidArgument("`add` needs `spec` and the `folder` of a project.")
        return project.enlarged(wanted, spec)
    if source is not None:
        return project.specified(source, notation)
    return specification(spec)


def read_only() -> bool:
    """Whether a call can change nothing outside the sandbox."""
    return not target.writing_is_allowed()


def useless_arguments() -> tuple[str, ...]:
    """What a caller need not know of here."""
    return WRITING_ARGUMENTS if read_only() else ()
