"""What has changed in a folder, as it is answered."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from mcp_server.errors import SkillError
from mcp_server.results import FileGroup, KeptFile, Written
from mcp_server.scaffold.folder.changes import Change, Changes, Kept, diff
from mcp_server.scaffold.folder.manifest import digest
from mcp_server.scaffold.render import render
from mcp_server.scaffold.shortened import with_diff


def written(found: Changes, folder: Path) -> Written:
    """What writing these changes does."""
    made = [one for one in found.changes if one.after is not None]
    return Written(
        folder=str(folder),
        created=sum(one.before is None for one in made),
        updated=sum(one.before is not None for one in made),
        unchanged=found.unchanged,
        removed=[one.path for one in found.changes if one.after is None],
        groups=_groups(made),
        kept=kept(found),
    )


def _groups(made: Iterable[Change]) -> list[FileGroup]:
    groups: dict[str, dict[str, int]] = {}
    for change in made:
        folder, _, name = change.path.rpartition("/")
        groups.setdefault(folder or ".", {})[name] = len(change.after or b"")
    return [
        FileGroup(
            folder=folder,
            count=len(sizes),
            bytes=sum(sizes.values()),
            names=sorted(sizes),
        )
        for folder, sizes in sorted(groups.items())
    ]


def kept(found: Changes) -> list[KeptFile]:
    """The files that were left alone, with what would have changed in them."""
    before = _generated_before(found) if found.kept else {}
    return [
        with_diff(
            KeptFile(path=one.path, reason=one.reason), _pending(found, one, before)
        )
        for one in found.kept
    ]


def _generated_before(found: Changes) -> Mapping[str, str]:
    """The files that this version makes of the old specification."""
    try:
        return render(found.before.spec) if found.before else {}
    except SkillError:
        return {}


def _pending(found: Changes, one: Kept, before: Mapping[str, str]) -> str:
    """What is new in the generated file, to be brought over; or all that differs."""
    if not one.pending or one.generated is None or one.reason == "migration":
        return ""
    if found.before is None:
        return ""
    old = before.get(one.path, "").encode()
    same = digest(old) == found.before.files.get(one.path)
    return diff(one.path, old if same else one.there, one.generated)
