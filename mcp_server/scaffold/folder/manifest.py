"""What a folder remembers of the project that was generated into it."""

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, ValidationError

from mcp_server import __version__
from mcp_server.errors import InvalidArgument, InvalidSpec, invalid
from mcp_server.results import Value
from mcp_server.scaffold.spec import ProjectSpec, read_spec

NAME = ".sqlmodel-production.json"
LARGEST = 4_000_000
"""Bytes; fifty entities with all they can have take a tenth of it."""
# No part starts with a dot, so that no path leads out of the folder or into .git.
_PART = r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}"
_HIDDEN = r"\.(?:gitignore|dockerignore|editorconfig|python-version|env\.example)"
PATH = re.compile(rf"(?:{_PART}/){{0,6}}(?:{_PART}|{_HIDDEN})")
Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class Manifest(Value):
    """The specification of a project, and what was generated from it."""

    format: Literal[1]
    generator: Annotated[str, StringConstraints(max_length=40)]
    """The version that wrote it."""
    specification: dict[str, Any]
    files: dict[str, Digest] = Field(max_length=2_000)

    @property
    def spec(self) -> ProjectSpec:
        """The specification, checked."""
        return read_spec(self.specification)


def digest(content: bytes) -> str:
    """Of a file as it was generated: git may have changed the ends of its lines."""
    return hashlib.sha256(content.replace(b"\r\n", b"\n")).hexdigest()


def written(spec: ProjectSpec, files: Mapping[str, str]) -> str:
    """The text of a manifest; `files` are digests by path."""
    told = {
        "format": 1,
        "generator": __version__,
        "specification": spec.model_dump(mode="json", exclude_defaults=True),
        "files": dict(sorted(files.items())),
    }
    return json.dumps(told, indent=2) + "\n"


def read(content: bytes) -> Manifest:
    """A manifest, checked: it may come from a stranger.

    Raises:
        InvalidArgument: it is none, or names a file that is never generated.
    """
    if len(content) >= LARGEST:
        raise _refused(f"it has more than {LARGEST:,} bytes")
    try:
        found = Manifest.model_validate(json.loads(content))
    except ValidationError as error:
        raise _refused(invalid(error)) from None
    except (ValueError, RecursionError):
        raise _refused("it is not JSON") from None
    for path in found.files:
        if not PATH.fullmatch(path):
            raise _refused(f"{path[:60]!r} is no path of a generated file")
    try:
        found.spec  # noqa: B018  checked now, not when it is used
    except InvalidSpec as error:
        raise _refused(str(error).rstrip(".")) from None
    return found


def _refused(reason: str) -> InvalidArgument:
    return InvalidArgument(
        f"{NAME} cannot be used ({reason}); nothing was written: restore it from "
        "version control, or send another folder"
    )
