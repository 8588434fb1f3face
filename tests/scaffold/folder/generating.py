"""Projects that the tests generate into folders, without the proof."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from mcp_server.scaffold.addition import added
from mcp_server.scaffold.folder import manifest, writing
from mcp_server.scaffold.folder.changes import Changes, compare
from mcp_server.scaffold.folder.target import named, opened
from mcp_server.scaffold.render import render
from mcp_server.scaffold.spec import ProjectSpec, read_spec

NOBODY = 65534
NOTE = read_spec({"entities": [{"name": "Note", "fields": [{"name": "text"}]}]})
MORE = added(NOTE, {"entities": [{"name": "Tag", "fields": [{"name": "word"}]}]})
MAIN = "app/main.py"
states = st.sampled_from([None, "a", "b", "c"])


def generate(
    folder: Path, spec: ProjectSpec = NOTE, force: tuple[str, ...] = ()
) -> Changes:
    """Generate a project into a folder, without the proof."""
    found = seen(folder, spec, force)
    writing.write(named(folder), found.every)
    return found


def seen(
    folder: Path, spec: ProjectSpec = NOTE, force: tuple[str, ...] = ()
) -> Changes:
    with opened(named(folder)) as root:
        return compare(root, spec, render(spec), force)


def contents(folder: Path) -> dict[str, bytes]:
    """Every file, link and folder below a folder."""
    return {
        str(path.relative_to(folder)): b"->" + bytes(path.readlink())
        if path.is_symlink()
        else path.read_bytes()
        if path.is_file()
        else b""
        for path in folder.rglob("*")
    }


def kept(found: Changes) -> list[tuple[str, str, bool]]:
    return [(one.path, one.reason, one.pending) for one in found.kept]


def remembered(folder: Path, **changed: Any) -> None:
    """Change the manifest of a folder as a stranger could."""
    path = folder / manifest.NAME
    path.write_text(json.dumps(json.loads(path.read_bytes()) | changed))


@contextmanager
def as_nobody() -> Iterator[None]:
    """Without the power of root over permissions."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)
