"""What generating a project into a folder changes there, and what it leaves alone."""

import difflib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Literal

from mcp_server.errors import FileExists, InvalidArgument, unknown
from mcp_server.scaffold.folder import manifest, tree
from mcp_server.scaffold.folder.manifest import Manifest, digest
from mcp_server.scaffold.folder.tree import Folder
from mcp_server.scaffold.spec import ProjectSpec

SHOWN = 3
REVISIONS = "migrations/versions/"
"""A database may have run them: a change of the tables is another one."""
Reason = Literal[
    "edited", "deleted", "not generated", "no longer generated", "migration"
]
Verdict = Literal["unchanged", "written"] | Reason


@dataclass(frozen=True)
class Change:
    """A file that is created, replaced or removed."""

    path: str
    before: bytes | None
    """What is there; None: nothing."""
    after: bytes | None
    """What is put there; None: it is removed."""


@dataclass(frozen=True)
class Kept:
    """A file that is the user's, and would be another if it were not."""

    path: str
    reason: Reason
    there: bytes | None
    generated: bytes | None
    """None: it is no longer generated."""
    pending: bool
    """Whether what is generated differs from what was generated before."""


@dataclass
class Changes:
    """Everything that happens to a folder."""

    before: Manifest | None
    changes: list[Change] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)
    unchanged: int = 0
    manifest: Change | None = None
    """None: it is as it was."""

    @property
    def every(self) -> list[Change]:
        """What is to be written, the manifest last."""
        return [*self.changes, *([self.manifest] if self.manifest else [])]


def verdict(
    new: str | None, base: str | None, there: str | None, *, forced: bool
) -> Verdict:
    """What becomes of one file, by the digests of three states of it.

    Args:
        new: what is generated now; None: nothing.
        base: what was generated before; None: nothing.
        there: what is in the folder; None: nothing.
        forced: whether the user gives up what is there.
    """
    if new == there:
        return "unchanged"
    if forced or there == base:
        return "written"
    if there is None:
        return "deleted"
    return "not generated" if base is None else "edited"


def known(root: Folder | None) -> Manifest | None:
    """The manifest of a folder, if it has one.

    Raises:
        InvalidArgument: it cannot be used.
    """
    content = root.read(manifest.NAME) if root else None
    return None if content is None else manifest.read(content)


def compare(
    root: Folder | None,
    spec: ProjectSpec,
    files: Mapping[str, str],
    force: Collection[str] = (),
) -> Changes:
    """What has to happen so that a folder has these files.

    Raises:
        FileExists: there was no project, and a file of the user's is in its place.
        InvalidArgument: the manifest cannot be used, or `force` names no such file.
    """
    found = Changes(before=known(root))
    before = found.before.files if found.before else {}
    paths = dict.fromkeys([*files, *before])
    if wrong := next((path for path in force if path not in paths), None):
        raise InvalidArgument(unknown("generated file", wrong, paths))
    recorded: dict[str, str] = {}
    for path in paths:
        there = tree.read(root, path) if root else None
        after = files[path].encode() if path in files else None
        change = Change(path, there, after)
        base = _note(found, change, before.get(path), forced=path in force)
        if base is not None:
            recorded[path] = base
    if found.before is None:
        _refuse(found.kept)
    found.manifest = _manifest(root, manifest.written(spec, recorded))
    return found


def _note(
    found: Changes, change: Change, base: str | None, *, forced: bool
) -> str | None:
    """Put a file where it belongs; what the manifest is to remember of it."""
    new, there = _digest(change.after), _digest(change.before)
    decided = verdict(new, base, there, forced=forced)
    if decided == "unchanged":
        found.unchanged += new is not None
        return new
    if None not in (base, there) and not forced and change.path.startswith(REVISIONS):
        kept = Kept(change.path, "migration", change.before, change.after, new != base)
        found.kept.append(kept)
        return new or base
    if decided == "written":
        found.changes.append(change)
        return new
    reason: Reason = "no longer generated" if new is None else decided
    if new is None and there is None:
        return None
    kept = Kept(change.path, reason, change.before, change.after, pending=new != base)
    found.kept.append(kept)
    return base


def _digest(content: bytes | None) -> str | None:
    return None if content is None else digest(content)


def _refuse(kept: list[Kept]) -> None:
    if kept:
        there = [one.path for one in kept]
        more = f" and {len(there) - SHOWN} more" if len(there) > SHOWN else ""
        raise FileExists(
            f"the folder already has {', '.join(there[:SHOWN])}{more}; nothing was "
            "written, send another folder"
        )


def _manifest(root: Folder | None, text: str) -> Change | None:
    there = root.read(manifest.NAME) if root else None
    after = text.encode()
    if there is not None and digest(there) == digest(after):
        return None
    return Change(manifest.NAME, there, after)


def diff(path: str, before: bytes | None, after: bytes | None) -> str:
    """What changes in a file, unified."""
    old, new = (_lines(content) for content in (before, after))
    old_name = "/dev/null" if before is None else f"a/{path}"
    new_name = "/dev/null" if after is None else f"b/{path}"
    return "".join(difflib.unified_diff(old, new, old_name, new_name))


def _lines(content: bytes | None) -> list[str]:
    """The lines of a file, each with an end."""
    text = (content or b"").decode("utf-8", "replace").replace("\r\n", "\n")
    return [f"{line}\n" for line in text.removesuffix("\n").split("\n")] if text else []
