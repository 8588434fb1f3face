"""The linter on the terminal: reads files, checks, mends, prints, watches."""

import difflib
import io
import os
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from rich.console import Console
from rich.progress import Progress
from rich.text import Text

from mcp_server.cli import formats
from mcp_server.cli.reading import read
from mcp_server.cli.sources import python_files, settings_file
from mcp_server.errors import InvalidArgument, UnreadableFile
from mcp_server.rules.engine import Found, check
from mcp_server.rules.mend import mend
from mcp_server.rules.selection import Selection, configured

MANY = 200
"""Files from which a progress bar is worth showing."""
LOOK_SECONDS = 0.5


class Format(StrEnum):
    """How findings are printed."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"
    SARIF = "sarif"


@dataclass(frozen=True)
class Wanted:
    """What one call of `check` asks for."""

    paths: tuple[str, ...]
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    format: Format = Format.TEXT
    fix: bool = False
    unsafe: bool = False
    diff: bool = False
    statistics: bool = False


def selection(wanted: Wanted) -> Selection:
    """What `pyproject.toml` says, and what the options say instead.

    Raises:
        InvalidArgument: a key or a code is not known.
    """
    place = settings_file(Path.cwd())
    chosen = configured(read(str(place)), place.name) if place else Selection()
    changes: dict[str, object] = {}
    if wanted.select:
        changes["select"] = [code for one in wanted.select for code in one.split(",")]
    if wanted.ignore:
        more = [code for one in wanted.ignore for code in one.split(",")]
        changes["ignore"] = [*chosen.ignore, *more]
    return chosen.with_changes(changes)


def sources(wanted: Wanted, chosen: Selection) -> dict[str, str]:
    """The text of each file, by the path under which it is reported.

    Raises:
        UnreadableFile: a path does not exist.
    """
    for name in wanted.paths:
        if not Path(name).exists():
            raise UnreadableFile(f"{name}: No such file or directory; send a path")
    texts = {}
    for path in python_files(wanted.paths):
        name = os.path.relpath(path).replace(os.sep, "/")
        if not chosen.is_excluded(name):
            texts[name] = _decoded(path)
    return texts


def _decoded(path: Path) -> str:
    """The text of a file; what is not UTF-8 cannot parse, and says so as a finding."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return f"this file is not UTF-8 (byte {error.start})"
    except OSError as error:
        raise UnreadableFile(f"{path}: {error.strerror}") from error


def checked(texts: Mapping[str, str], chosen: Selection) -> list[Found]:
    """Every finding, with a progress bar for people on long work."""
    processes = os.cpu_count() or 1
    console = Console(stderr=True)
    if not console.is_terminal or len(texts) < MANY:
        return check(texts, chosen, processes)
    with Progress(console=console, transient=True) as progress:
        bar = progress.add_task("checking", total=len(texts))
        # A thread draws the bar: forking is not safe then, so one process does it all.
        return check(texts, chosen, 1, lambda done: progress.advance(bar, done))


def mended(
    texts: Mapping[str, str], chosen: Selection, wanted: Wanted
) -> dict[str, str]:
    """The files that fixes change."""
    changed, _ = mend(texts, chosen, "unsafe" if wanted.unsafe else "safe")
    return changed


def write(changed: Mapping[str, str], before: Mapping[str, str]) -> None:
    """Write every changed file, or none.

    Raises:
        InvalidArgument: a file was changed by somebody else meanwhile.
        UnreadableFile: a file cannot be written.
    """
    prepared: list[tuple[Path, Path]] = []
    try:
        for name, text in changed.items():
            path = Path(name)
            if _decoded(path) != before[name]:
                raise InvalidArgument(f"{name} was changed meanwhile; check it again")
            draft = path.with_name(f".{path.name}.{os.getpid()}")
            prepared.append((draft, path))
            draft.write_bytes(_encoded(path, text))
            draft.chmod(path.stat().st_mode)
        for draft, path in prepared:
            draft.replace(path)
    except OSError as error:
        raise UnreadableFile(f"{error.filename}: {error.strerror}") from error
    finally:
        for draft, _ in prepared:
            draft.unlink(missing_ok=True)


def _encoded(path: Path, text: str) -> bytes:
    """The text with the byte order mark that the file has."""
    mark = b"\xef\xbb\xbf"
    return (mark if path.read_bytes().startswith(mark) else b"") + text.encode()


def difference(changed: Mapping[str, str], before: Mapping[str, str]) -> str:
    """What fixes would change, as a unified diff."""
    parts: list[str] = []
    for name, text in changed.items():
        old, new = before[name].splitlines(True), text.splitlines(True)
        parts += difflib.unified_diff(old, new, name, name)
    return "".join(parts)


def printed(found: Sequence[Found], texts: Mapping[str, str], wanted: Wanted) -> str:
    """The findings as they go to standard output."""
    if wanted.format is Format.JSON:
        return formats.as_json(found, len(texts)) + "\n"
    if wanted.format is Format.SARIF:
        return formats.as_sarif(found) + "\n"
    if wanted.format is Format.GITHUB:
        return "".join(f"{line}\n" for line in formats.as_github(found))
    out = io.StringIO()
    console = Console(
        file=out, soft_wrap=True, highlight=False, force_terminal=sys.stdout.isatty()
    )
    if wanted.statistics:
        for line in formats.statistics(found):
            console.print(Text(line))
    else:
        for text in formats.as_text(found, texts):
            console.print(text)
    console.print(Text(formats.summary(found, len(texts)), style="bold"))
    return out.getvalue()


def wait_for_change(wanted: Wanted) -> None:
    """Return as soon as a file has changed, come or gone."""
    before = _state(wanted)
    while _state(wanted) == before:
        time.sleep(LOOK_SECONDS)


def _state(wanted: Wanted) -> dict[str, tuple[int, int]]:
    state = {}
    for path in python_files(wanted.paths):
        try:
            known = path.stat()
        except OSError:  # it went while we looked
            continue
        state[str(path)] = (known.st_mtime_ns, known.st_size)
    return state
